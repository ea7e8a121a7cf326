package dev.orgpurge.ledger;

import dev.orgpurge.organization.OrganizationId;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is to be recorded.
 *
 * @param facts strings, booleans, longs and ints, {@code null}, and lists and string-keyed maps of these; no personal data
 */
public record Draft(
        EntryKind kind,
        @Nullable UUID runId,
        @Nullable OrganizationId organization,
        Map<String, @Nullable Object> facts) {}
