package dev.orgpurge.ledger;

import dev.orgpurge.organization.OrganizationId;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One link of the chain.
 *
 * @param position 1, 2, 3, …, without gaps
 * @param at database time
 * @param facts what the draft held, every integer as a long
 * @param body the canonical JSON that was hashed: position, at, kind, run, organization and facts
 * @param previousHash hash of the entry before; 64 zeros for the first
 * @param hash lower-case hex SHA-256 over {@code previousHash + "\n" + body} in UTF-8
 */
public record LedgerEntry(
        long position,
        Instant at,
        EntryKind kind,
        @Nullable UUID runId,
        @Nullable OrganizationId organization,
        Map<String, @Nullable Object> facts,
        String body,
        String previousHash,
        String hash) {

    /** Name of the certificate that this entry closes: {@code orgpurge-} and the first 32 digits of its hash. */
    public String certificateId() {
        return certificateId(hash);
    }

    /** The same for the hash of an entry. */
    public static String certificateId(String hash) {
        return "orgpurge-" + hash.substring(0, 32);
    }
}
