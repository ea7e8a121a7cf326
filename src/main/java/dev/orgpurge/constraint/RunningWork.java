package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.List;
import java.util.Map;

/** A check of the configuration: rows that block while they are as they are. */
final class RunningWork implements DeletionConstraint {

    private final String name;
    private final OwnedRows rows;

    RunningWork(String name, OwnedRows rows) {
        this.name = name;
        this.rows = rows;
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations, Lifted lifted) {
        List<OrganizationId> asked =
                organizations.stream().map(Organization::id).toList();
        return Counted.reasons(
                rows.count(asked),
                count -> new Reason(ReasonCode.RUNNING_WORK, rows.table(), name, Counted.rows(count)));
    }
}
