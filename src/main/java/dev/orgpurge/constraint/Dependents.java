package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RuleMatch;
import java.util.List;
import java.util.Map;

/** A table that must be empty for an organization, unless somebody or the rule that selects it forces it. */
final class Dependents implements DeletionConstraint {

    private final OwnedRows rows;

    Dependents(OwnedRows rows) {
        this.rows = rows;
    }

    @Override
    public Subject subject() {
        return new Subject(ReasonCode.STILL_HAS_DEPENDENTS, rows.table(), null);
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        return rows.reasons(organizations, subject(), Counted::rows);
    }

    @Override
    public boolean lifts(Organization organization, Lifted lifted) {
        return lifted.dependents()
                || organization.matches().stream().anyMatch(match -> match.force() && selects(match, lifted));
    }

    private static boolean selects(RuleMatch match, Lifted lifted) {
        return match.due() || (lifted.grace() && !match.sinceUnknown());
    }

    String table() {
        return rows.table();
    }

    long count(OrganizationId id) {
        return rows.count(List.of(id)).getOrDefault(id, 0L);
    }
}
