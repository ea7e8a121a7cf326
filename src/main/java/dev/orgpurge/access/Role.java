package dev.orgpurge.access;

import java.util.List;

/** What a key is for. */
public enum Role {
    READER(Permission.READ),
    OPERATOR(Permission.READ, Permission.DEACTIVATE),
    /** WRITE access, as the providers' API calls it. */
    PURGER(Permission.READ, Permission.DEACTIVATE, Permission.PURGE),
    COUNSEL(Permission.READ, Permission.HOLD),
    ADMIN(Permission.READ, Permission.DEACTIVATE, Permission.PURGE, Permission.HOLD);

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<Permission> permissions;

    Role(Permission... permissions) {
        this.permissions = List.of(permissions);
    }

    public List<Permission> permissions() {
        return permissions;
    }
}
