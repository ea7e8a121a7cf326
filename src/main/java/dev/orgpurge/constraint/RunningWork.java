package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A check of the configuration: rows that block while they are as they are. */
final class RunningWork implements DeletionConstraint {

    private final String name;
    private final @Nullable String message;
    private final OwnedRows rows;

    RunningWork(String name, @Nullable String message, OwnedRows rows) {
        this.name = name;
        this.message = message;
        this.rows = rows;
    }

    @Override
    public Subject subject() {
        return new Subject(ReasonCode.RUNNING_WORK, rows.table(), name);
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        return rows.reasons(
                organizations,
                subject(),
                count -> message == null ? Counted.rows(count) : message + " (" + Counted.rows(count) + ")");
    }
}
