package dev.orgpurge.constraint;

import dev.orgpurge.organization.LegalHolds;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A legal hold stands on it. Nothing lifts that but the hold's release. */
final class Held implements DeletionConstraint {

    private final LegalHolds holds;

    Held(LegalHolds holds) {
        this.holds = holds;
    }

    @Override
    public Subject subject() {
        return Subject.of(ReasonCode.LEGAL_HOLD);
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        return reasons(organizations.stream().map(Organization::id).toList());
    }

    Map<OrganizationId, List<Reason>> reasons(Collection<OrganizationId> organizations) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        holds.on(organizations)
                .forEach((id, standing) ->
                        reasons.put(id, standing.stream().map(Held::reason).toList()));
        return reasons;
    }

    /** Without the hold's own words, because reasons go into the ledger. */
    private static Reason reason(LegalHolds.Standing hold) {
        return new Reason(
                ReasonCode.LEGAL_HOLD,
                null,
                null,
                "hold " + hold.id() + (hold.everyone() ? " on every organization" : "") + " since " + hold.since());
    }
}
