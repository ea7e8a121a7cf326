package dev.orgpurge.ledger;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What one entry says about one organization.
 *
 * @param kind one of those that tell of organizations: selected, left out, opened, closed, failed, frozen
 * @param facts of the organization alone, also where the entry is about a page of them
 * @param opening for a closing entry: the facts of the one that opened the purge
 * @param hash of the entry
 */
public record OrganizationEvent(
        String organization,
        long position,
        Instant at,
        EntryKind kind,
        UUID run,
        Map<String, @Nullable Object> facts,
        @Nullable Map<String, @Nullable Object> opening,
        String hash) {

    /** Name of the certificate that a closing entry gives. */
    public String certificateId() {
        return LedgerEntry.certificateId(hash);
    }
}
