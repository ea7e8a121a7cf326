package dev.orgpurge.purge;

import dev.orgpurge.constraint.Lifted;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for.
 *
 * @param organization the id an operator wrote; null: several, or everything that is due
 * @param several ids of organizations that go in one run, in the key's own text form; empty: one, or everything that is due
 * @param reason why the grace period is ignored; required with {@link Lifted#grace}
 * @param requestId the caller's name for this run: a second request with the same one is the same run
 * @param maxOrganizations a deliberate cut, oldest due first; null: none
 * @param approved what somebody approved; null: nobody was asked
 * @param leaving ids of several whom nobody asks for any more: a run that goes on leaves them as they are
 * @param confirmation asked only for named organizations in EXECUTE mode
 */
public record PurgeRequest(
        Mode mode,
        @Nullable String organization,
        List<String> several,
        Lifted lifted,
        @Nullable String reason,
        @Nullable String requestId,
        @Nullable Integer maxOrganizations,
        @Nullable ApprovedPlan approved,
        List<String> leaving,
        Confirmation confirmation) {

    public PurgeRequest {
        several = List.copyOf(several);
        leaving = List.copyOf(leaving);
    }

    /** For one organization, or for everything that is due. */
    public PurgeRequest(
            Mode mode,
            @Nullable String organization,
            Lifted lifted,
            @Nullable String reason,
            @Nullable String requestId,
            @Nullable Integer maxOrganizations,
            @Nullable ApprovedPlan approved,
            Confirmation confirmation) {
        this(
                mode,
                organization,
                List.of(),
                lifted,
                reason,
                requestId,
                maxOrganizations,
                approved,
                List.of(),
                confirmation);
    }

    /**
     * Named organizations in one run: each was named by somebody, so what holds for one holds for each of them.
     *
     * @param organizations their ids in the key's own text form
     */
    public static PurgeRequest named(Mode mode, List<String> organizations, Lifted lifted, String requestId) {
        boolean one = organizations.size() == 1;
        return new PurgeRequest(
                mode,
                one ? organizations.get(0) : null,
                one ? List.of() : organizations,
                lifted,
                null,
                requestId,
                null,
                null,
                List.of(),
                organization -> Optional.of(organization.id().value()));
    }

    /** Somebody named whom it is about. */
    boolean named() {
        return organization != null || !several.isEmpty();
    }

    /** Everything that is due. */
    public static PurgeRequest due(Mode mode, @Nullable Integer maxOrganizations, @Nullable String requestId) {
        return new PurgeRequest(
                mode, null, Lifted.NOTHING, null, requestId, maxOrganizations, null, organization -> Optional.empty());
    }

    /** The same, if it finds nothing else than what was approved. */
    public PurgeRequest approvedBy(@Nullable ApprovedPlan plan) {
        return new PurgeRequest(
                mode, organization, several, lifted, reason, requestId, maxOrganizations, plan, leaving, confirmation);
    }

    /** The same, if it has begun before, without these. */
    public PurgeRequest leaving(List<String> organizations) {
        return new PurgeRequest(
                mode,
                organization,
                several,
                lifted,
                reason,
                requestId,
                maxOrganizations,
                approved,
                organizations,
                confirmation);
    }
}
