package dev.orgpurge.constraint;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.organization.RootTable;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.plan.Treatment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A plan whose ownership paths a test chooses: each a list of foreign keys, from the owned table upwards. */
final class PlanByHand {

    private final Catalogue catalogue;
    private final RootTable root;
    private final List<PlanStep> steps = new ArrayList<>();

    PlanByHand(Catalogue catalogue, RootTable root) {
        this.catalogue = catalogue;
        this.root = root;
    }

    /** @param paths foreign keys' names, separated by blanks */
    PlanByHand table(String name, String... paths) {
        return step(
                name,
                Stream.of(paths)
                        .map(path -> new OwnershipPath(Stream.of(path.split(" ", -1))
                                .map(this::relation)
                                .toList()))
                        .toList());
    }

    /** A table that only the policy relates to the root. */
    PlanByHand loose(String name, String column, String rootColumn) {
        Table table = catalogue.find(name).orElseThrow();
        Relation relation = new Relation(
                column + " -> " + root.table().name(),
                table,
                List.of(table.column(column).orElseThrow()),
                root.table(),
                List.of(root.table().column(rootColumn).orElseThrow()),
                null,
                null,
                false);
        return step(name, List.of(new OwnershipPath(List.of(relation))));
    }

    private PlanByHand step(String name, List<OwnershipPath> paths) {
        List<Relation> ownership =
                paths.stream().map(path -> path.hops().get(0)).toList();
        Table table = catalogue.find(name).orElseThrow();
        steps.add(new PlanStep(
                steps.size() + 1, table, Treatment.DELETE, 0, ownership, paths, 0, 0, false, null, "owned"));
        return this;
    }

    private Relation relation(String name) {
        ForeignKey key = catalogue.foreignKeys().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return Relation.of(key, catalogue.table(key.table()), catalogue.table(key.referencedTable()));
    }

    PurgePlan plan() {
        List<PlanStep> all = new ArrayList<>(steps);
        all.add(new PlanStep(
                all.size() + 1,
                root.table(),
                Treatment.DELETE,
                0,
                List.of(),
                List.of(),
                0,
                0,
                false,
                null,
                "the organizations"));
        return new PurgePlan(
                root.table(),
                root.key(),
                all,
                List.of(),
                List.of(),
                List.of(),
                catalogue.fingerprint(),
                "{}",
                "sha256:0");
    }
}
