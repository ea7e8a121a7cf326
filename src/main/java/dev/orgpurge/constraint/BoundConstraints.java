package dev.orgpurge.constraint;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every constraint in the order its reasons are told. */
final class BoundConstraints implements ConstraintCheck.Bound {

    /** What the root row itself says, or the configuration of it. */
    private static final List<DeletionConstraint> DUE =
            List.of(new NotDue(), new GracePeriod(), new DueDateUnknown(), new Protection());

    private final Held held;
    private final List<Dependents> dependents;
    private final List<DeletionConstraint> constraints;

    /** @param others told after the dependents */
    BoundConstraints(Held held, List<Dependents> dependents, List<? extends DeletionConstraint> others) {
        this.held = held;
        this.dependents = List.copyOf(dependents);
        this.constraints = Stream.<List<? extends DeletionConstraint>>of(DUE, List.of(held), dependents, others)
                .<DeletionConstraint>flatMap(List::stream)
                .toList();
    }

    @Override
    public Map<OrganizationId, Verdict> validate(List<Organization> organizations, Lifted lifted) {
        return verdicts(constraints, organizations, lifted);
    }

    private static Map<OrganizationId, Verdict> verdicts(
            List<DeletionConstraint> constraints, List<Organization> organizations, Lifted lifted) {
        Map<OrganizationId, List<Reason>> blocking = new LinkedHashMap<>();
        Map<OrganizationId, List<Reason>> setAside = new LinkedHashMap<>();
        Map<OrganizationId, Organization> byId =
                organizations.stream().collect(Collectors.toMap(Organization::id, one -> one));
        for (DeletionConstraint constraint : constraints) {
            constraint.violations(organizations).forEach((id, found) -> {
                Organization one = byId.get(id);
                boolean lifts = one != null && constraint.lifts(one, lifted);
                (lifts ? setAside : blocking)
                        .computeIfAbsent(id, absent -> new ArrayList<>())
                        .addAll(found);
            });
        }
        Map<OrganizationId, Verdict> verdicts = new LinkedHashMap<>();
        organizations.forEach(one -> verdicts.put(
                one.id(),
                new Verdict(blocking.getOrDefault(one.id(), List.of()), setAside.getOrDefault(one.id(), List.of()))));
        return verdicts;
    }

    @Override
    public Map<OrganizationId, List<Reason>> notDue(List<Organization> organizations, Lifted lifted) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        verdicts(DUE, organizations, lifted).forEach((id, verdict) -> {
            if (!verdict.eligible()) {
                reasons.put(id, verdict.reasons());
            }
        });
        return reasons;
    }

    @Override
    public Map<OrganizationId, List<Reason>> held(Collection<OrganizationId> organizations) {
        return held.reasons(organizations);
    }

    @Override
    public List<ConstraintOutcome> explain(Organization organization) {
        return constraints.stream()
                .map(constraint -> outcome(constraint, organization))
                .toList();
    }

    private static ConstraintOutcome outcome(DeletionConstraint constraint, Organization organization) {
        DeletionConstraint.Subject subject = constraint.subject();
        return new ConstraintOutcome(
                subject.code(),
                subject.table(),
                subject.constraint(),
                constraint.violations(List.of(organization)).getOrDefault(organization.id(), List.of()),
                constraint.lifts(organization, Lifted.NOTHING));
    }

    @Override
    public Map<String, Long> dependents(OrganizationId id) {
        Map<String, Long> counts = new LinkedHashMap<>();
        dependents.forEach(table -> counts.put(table.table(), table.count(id)));
        return counts;
    }
}
