package dev.orgpurge.access;

import java.util.EnumSet;
import java.util.Set;

/** What a key is for. */
public enum Role {
    READER(Permission.READ),
    OPERATOR(Permission.READ, Permission.DEACTIVATE),
    /** WRITE access, as the providers' API calls it. */
    PURGER(Permission.READ, Permission.DEACTIVATE, Permission.PURGE),
    COUNSEL(Permission.READ, Permission.HOLD),
    ADMIN(Permission.READ, Permission.DEACTIVATE, Permission.PURGE, Permission.HOLD);

    private final Set<Permission> permissions;

    Role(Permission first, Permission... rest) {
        permissions = EnumSet.of(first, rest);
    }

    public Set<Permission> permissions() {
        return Set.copyOf(permissions);
    }
}
