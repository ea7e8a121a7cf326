package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every constraint in the order its reasons are told. */
final class BoundConstraints implements ConstraintCheck.Bound {

    private final List<Dependents> dependents;
    private final List<DeletionConstraint> constraints;

    BoundConstraints(List<Dependents> dependents, List<RunningWork> checks) {
        this.dependents = List.copyOf(dependents);
        this.constraints = Stream.<List<? extends DeletionConstraint>>of(
                        List.of(new NotDue(), new GracePeriod(), new DueDateUnknown()), dependents, checks)
                .<DeletionConstraint>flatMap(List::stream)
                .toList();
    }

    @Override
    public Map<OrganizationId, Verdict> validate(List<Organization> organizations, Lifted lifted) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        organizations.forEach(organization -> reasons.put(organization.id(), new ArrayList<>()));
        for (DeletionConstraint constraint : constraints) {
            constraint
                    .violations(organizations, lifted)
                    .forEach((id, found) -> reasons.computeIfAbsent(id, absent -> new ArrayList<>())
                            .addAll(found));
        }
        Map<OrganizationId, Verdict> verdicts = new LinkedHashMap<>();
        reasons.forEach((id, found) -> verdicts.put(id, new Verdict(found)));
        return verdicts;
    }

    @Override
    public Map<String, Long> dependents(OrganizationId id) {
        Map<String, Long> counts = new LinkedHashMap<>();
        dependents.forEach(table -> counts.put(table.table(), table.count(id)));
        return counts;
    }
}
