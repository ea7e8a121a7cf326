package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Makes plans. Pure: the same catalogue and policy always give the same plan and digest. */
public final class Planner {

    private final Catalogue catalogue;
    private final Table root;
    private final Column rootKey;
    private final Findings findings = new Findings();

    private Planner(Catalogue catalogue, Table root, Column rootKey) {
        this.catalogue = catalogue;
        this.root = root;
        this.rootKey = rootKey;
    }

    /** A plan, executable or not; what stands in the way is among its findings, never an exception. */
    public static PurgePlan plan(Catalogue catalogue, Table root, Column rootKey, Policy policy) {
        return new Planner(catalogue, root, rootKey).make(policy);
    }

    private PurgePlan make(Policy policy) {
        PolicyLines lines = new PolicyLines(catalogue, root, policy, findings);
        Ownership ownership = new OwnershipInference(catalogue, root, rootKey, lines, findings).infer();
        DeletionOrder order = new DeletionOrder(ownership);
        List<PlanStep> steps = new ArrayList<>();
        int component = 0;
        OwnershipPaths paths = new OwnershipPaths(ownership, findings);
        for (List<QualifiedName> group : order.compute()) {
            boolean cyclic = order.cyclic(group);
            component += cyclic ? 1 : 0;
            addGroup(steps, ownership, paths, group, cyclic ? component : 0);
        }
        ownership
                .retained()
                .keySet()
                .forEach(name -> steps.add(step(steps, ownership, paths, name, 0)
                        .onGround(lines.grounds().get(name))));
        steps.replaceAll(step -> lines.immutable(step.table()) ? step.ofImmutableRows() : step);
        List<Reference> references = ownership.references().stream()
                .map(reference -> order.breaks(reference) ? breaking(reference) : reference)
                .toList();
        List<NeededPrivilege> privileges = new NeededPrivileges(catalogue, ownership).all();
        new PlanReview(catalogue, ownership, rootKey, lines, findings).review(steps, privileges);
        String json = PlanJson.canonical(root, rootKey, steps, references, policy);
        return new PurgePlan(
                root,
                rootKey,
                steps,
                references,
                findings.sorted(),
                privileges,
                catalogue.fingerprint(),
                json,
                PlanJson.digest(json));
    }

    private static Reference breaking(Reference reference) {
        return new Reference(reference.relation(), reference.treatment(), reference.byPolicy(), false, true);
    }

    /** Inside a component the tables stand farthest from the root first; the root itself is its last. */
    private void addGroup(
            List<PlanStep> steps, Ownership ownership, OwnershipPaths paths, List<QualifiedName> group, int component) {
        group.stream()
                .sorted(Comparator.comparing(paths::depth).reversed().thenComparing(Comparator.naturalOrder()))
                .forEach(name -> steps.add(step(steps, ownership, paths, name, component)));
    }

    private PlanStep step(
            List<PlanStep> before, Ownership ownership, OwnershipPaths paths, QualifiedName name, int component) {
        Table table = catalogue.table(name);
        boolean retained = ownership.retained().containsKey(name);
        return new PlanStep(
                before.size() + 1,
                table,
                retained ? Treatment.RETAIN : Treatment.DELETE,
                component,
                paths.relations(name),
                paths.of(name),
                table.estimatedRows(),
                catalogue.foreignKeysTo(name).size(),
                false,
                null,
                ownership.reasons().getOrDefault(name, "the organizations themselves"));
    }
}
