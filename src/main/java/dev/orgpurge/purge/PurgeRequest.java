package dev.orgpurge.purge;

import dev.orgpurge.constraint.Lifted;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param organization the id an operator wrote; null: everything that is due
 * @param reason why the grace period is ignored; required with {@link Lifted#grace}
 * @param requestId the caller's name for this run: a second request with the same one is the same run
 * @param maxOrganizations a deliberate cut, oldest due first; null: none
 * @param approved what somebody approved; null: nobody was asked
 * @param confirmation asked only for named organizations in EXECUTE mode
 */
public record PurgeRequest(
        Mode mode,
        @Nullable String organization,
        Lifted lifted,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable Integer maxOrganizations,
        @Nullable ApprovedPlan approved,
        Confirmation confirmation) {

    /** Everything that is due. */
    public static PurgeRequest due(Mode mode, @Nullable Integer maxOrganizations, @Nullable String requestId) {
        return new PurgeRequest(
                mode, null, Lifted.NOTHING, null, requestId, maxOrganizations, null, organization -> Optional.empty());
    }

    /** The same, if it finds nothing else than what was approved. */
    public PurgeRequest approvedBy(@Nullable ApprovedPlan plan) {
        return new PurgeRequest(mode, organization, lifted, reason, requestId, maxOrganizations, plan, confirmation);
    }
}
