package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.List;
import java.util.Map;

/** Rows that the policy keeps, and that point at something that would be deleted with the organization. */
final class RetainedRows implements DeletionConstraint {

    private final String key;
    private final OwnedRows rows;

    /** @param key the foreign key that the policy does not detach */
    RetainedRows(String key, OwnedRows rows) {
        this.key = key;
        this.rows = rows;
    }

    @Override
    public Subject subject() {
        return new Subject(ReasonCode.RETAINED_ROWS, rows.table(), key);
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        return rows.reasons(
                organizations,
                subject(),
                count -> Counted.rows(count) + (count == 1 ? " is" : " are")
                        + " retained and would point at what is deleted");
    }
}
