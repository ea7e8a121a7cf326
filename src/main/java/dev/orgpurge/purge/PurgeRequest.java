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
 * @param confirmation asked only for named organizations in EXECUTE mode
 */
public record PurgeRequest(
        Mode mode,
        @Nullable String organization,
        Lifted lifted,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable Integer maxOrganizations,
        Confirmation confirmation) {

    /** Everything that is due. */
    public static PurgeRequest due(Mode mode, @Nullable Integer maxOrganizations, @Nullable String requestId) {
        return new PurgeRequest(
                mode, null, Lifted.NOTHING, null, requestId, maxOrganizations, organization -> Optional.empty());
    }
}
