package dev.orgpurge.access;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A key as it is known afterwards: everything but the key itself.
 *
 * @param usable neither revoked nor expired, by the database's clock
 * @param lastUsedAt to the minute
 */
public record ApiKey(
        String id,
        Role role,
        Reach reach,
        @Nullable String note,
        Instant createdAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,
        boolean usable) {

    public boolean may(Permission permission) {
        return role.permissions().contains(permission);
    }

    /** A few words. */
    public String state() {
        if (usable) {
            return "usable";
        }
        return revokedAt == null ? "expired" : "revoked";
    }
}
