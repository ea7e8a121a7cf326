package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.ArrayList;
import java.util.List;

/** Makes plans. Pure: the same catalogue and policy always give the same plan and digest. */
public final class Planner {

    /** More ways than this from one table to the root make every statement unreadable and slow. */
    private static final int MAX_PATHS = 16;

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
        PolicyLines lines = new PolicyLines(catalogue, policy, findings);
        Ownership ownership = new OwnershipInference(catalogue, root, rootKey, lines, findings).infer();
        DeletionOrder order = new DeletionOrder(ownership);
        List<QualifiedName> ordered = order.compute(findings);
        List<PlanStep> steps = steps(ownership, ordered);
        List<Reference> references = ownership.references().stream()
                .map(reference -> order.breaks(reference) ? breaking(reference) : reference)
                .toList();
        new PlanReview(catalogue, ownership, rootKey, lines, findings).review();
        String json = PlanJson.canonical(root, rootKey, steps, references, policy);
        return new PurgePlan(
                root,
                rootKey,
                steps,
                references,
                findings.sorted(),
                catalogue.fingerprint(),
                json,
                PlanJson.digest(json));
    }

    private static Reference breaking(Reference reference) {
        return new Reference(reference.relation(), reference.treatment(), reference.byPolicy(), false, true);
    }

    private List<PlanStep> steps(Ownership ownership, List<QualifiedName> ordered) {
        List<PlanStep> steps = new ArrayList<>();
        for (QualifiedName name : ordered) {
            Table table = catalogue.table(name);
            List<Relation> relations = ownership.relations().getOrDefault(name, List.of());
            steps.add(new PlanStep(
                    steps.size() + 1,
                    table,
                    Treatment.DELETE,
                    relations,
                    paths(ownership, relations),
                    table.estimatedRows(),
                    incoming(name),
                    ownership.reasons().getOrDefault(name, "the organizations themselves")));
        }
        return steps;
    }

    private List<OwnershipPath> paths(Ownership ownership, List<Relation> relations) {
        List<OwnershipPath> paths = new ArrayList<>();
        for (Relation relation : relations) {
            extend(ownership, List.of(relation), paths);
        }
        return paths;
    }

    private void extend(Ownership ownership, List<Relation> hops, List<OwnershipPath> paths) {
        Table top = hops.get(hops.size() - 1).parent();
        if (top.name().equals(root.name())) {
            paths.add(new OwnershipPath(hops));
            return;
        }
        if (paths.size() >= MAX_PATHS || passes(hops, top)) {
            tooManyPaths(hops.get(0).child());
            return;
        }
        for (Relation next : ownership.relations().getOrDefault(top.name(), List.of())) {
            List<Relation> longer = new ArrayList<>(hops);
            longer.add(next);
            extend(ownership, longer, paths);
        }
    }

    /** Ownership that runs in a circle has been reported as a cycle; it must not be followed for ever. */
    private static boolean passes(List<Relation> hops, Table table) {
        return hops.stream().anyMatch(hop -> hop.child().name().equals(table.name()));
    }

    private void tooManyPaths(Table table) {
        findings.error(
                FindingCode.AMBIGUOUS_OWNERSHIP,
                table.name().toString(),
                null,
                "more than " + MAX_PATHS + " ways lead to " + root.name()
                        + " or they run in a circle; choose one: {table: " + table.name() + ", owned-by: <column>}");
    }

    private int incoming(QualifiedName table) {
        return (int) catalogue.foreignKeys().stream()
                .filter(key -> key.referencedTable().equals(table))
                .count();
    }
}
