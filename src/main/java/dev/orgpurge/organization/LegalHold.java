package dev.orgpurge.organization;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A legal hold, standing or released.
 *
 * @param organization whom it is about; null: every organization
 * @param matter what it is called, in the operator's words
 * @param placedBy the operating system's user; {@code placedRole} is the database's
 */
public record LegalHold(
        long id,
        @Nullable OrganizationId organization,
        String matter,
        String reason,
        String placedBy,
        String placedRole,
        Instant placedAt,
        Optional<Release> release) {

    /** The end of a hold, a fact of its own. */
    public record Release(String reason, String by, String role, Instant at) {}
}
