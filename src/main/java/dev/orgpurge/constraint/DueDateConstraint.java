package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A constraint that the matched rules alone decide. */
abstract sealed class DueDateConstraint implements DeletionConstraint permits NotDue, GracePeriod, DueDateUnknown {

    abstract boolean violatedBy(Organization organization);

    abstract Reason reason(Organization organization);

    @Override
    public final Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        Map<OrganizationId, List<Reason>> violations = new LinkedHashMap<>();
        organizations.stream()
                .filter(this::violatedBy)
                .forEach(organization -> violations.put(organization.id(), List.of(reason(organization))));
        return violations;
    }
}
