package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A veto of the configuration. Nothing lifts it. */
final class Protection implements DeletionConstraint {

    @Override
    public Subject subject() {
        return Subject.of(ReasonCode.PROTECTED);
    }

    @Override
    public Map<OrganizationId, List<Reason>> violations(List<Organization> organizations) {
        Map<OrganizationId, List<Reason>> violations = new LinkedHashMap<>();
        organizations.stream()
                .filter(organization -> !organization.vetoes().isEmpty())
                .forEach(organization -> violations.put(
                        organization.id(),
                        organization.vetoes().stream().map(Protection::reason).toList()));
        return violations;
    }

    private static Reason reason(String veto) {
        return new Reason(ReasonCode.PROTECTED, null, veto, "this veto protects it");
    }
}
