package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Every constraint in the order its reasons are told. */
final class BoundConstraints implements ConstraintCheck.Bound {

    private static final List<DueDateConstraint> DUE = List.of(new NotDue(), new GracePeriod(), new DueDateUnknown());

    private final Held held;
    private final List<Dependents> dependents;
    private final List<DeletionConstraint> constraints;

    BoundConstraints(Held held, PurgeUnderWay underWay, List<Dependents> dependents, List<RunningWork> checks) {
        this.held = held;
        this.dependents = List.copyOf(dependents);
        this.constraints = Stream.<List<? extends DeletionConstraint>>of(
                        DUE, List.of(held, underWay), dependents, checks)
                .<DeletionConstraint>flatMap(List::stream)
                .toList();
    }

    @Override
    public Map<OrganizationId, Verdict> validate(List<Organization> organizations, Lifted lifted) {
        Map<OrganizationId, List<Reason>> reasons = reasons(constraints, organizations, lifted);
        Map<OrganizationId, Verdict> verdicts = new LinkedHashMap<>();
        organizations.forEach(organization ->
                verdicts.put(organization.id(), new Verdict(reasons.getOrDefault(organization.id(), List.of()))));
        return verdicts;
    }

    private static Map<OrganizationId, List<Reason>> reasons(
            List<? extends DeletionConstraint> constraints, List<Organization> organizations, Lifted lifted) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        for (DeletionConstraint constraint : constraints) {
            constraint
                    .violations(organizations, lifted)
                    .forEach((id, found) -> reasons.computeIfAbsent(id, absent -> new ArrayList<>())
                            .addAll(found));
        }
        return reasons;
    }

    @Override
    public Map<OrganizationId, List<Reason>> notDue(List<Organization> organizations, Lifted lifted) {
        return reasons(DUE, organizations, lifted);
    }

    @Override
    public Map<OrganizationId, List<Reason>> held(Collection<OrganizationId> organizations) {
        return held.reasons(organizations);
    }

    @Override
    public Map<String, Long> dependents(OrganizationId id) {
        Map<String, Long> counts = new LinkedHashMap<>();
        dependents.forEach(table -> counts.put(table.table(), table.count(id)));
        return counts;
    }
}
