package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.organization.OrganizationId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one organization in a run. Maps are keyed by {@code schema.table} in the order of the plan and hold
 * non-zero counts only.
 */
public record OrganizationOutcome(
        OrganizationId id,
        OrganizationStatus status,
        @Nullable String rule,
        long rows,
        Map<String, Long> tables,
        Map<String, Long> detached,
        Map<String, Long> retained,
        List<Reason> reasons,
        @Nullable String certificateId) {}
