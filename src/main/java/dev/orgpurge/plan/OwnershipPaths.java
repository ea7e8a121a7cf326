package dev.orgpurge.plan;

import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.ArrayList;
import java.util.List;

/** Follows ownership relations up to the root. */
final class OwnershipPaths {

    /** More ways than this from one table to the root make every statement unreadable and slow. */
    private static final int MAX_PATHS = 16;

    private final Ownership ownership;
    private final Findings findings;

    OwnershipPaths(Ownership ownership, Findings findings) {
        this.ownership = ownership;
        this.findings = findings;
    }

    List<Relation> relations(QualifiedName table) {
        List<Relation> deleted = ownership.relations().get(table);
        return deleted != null ? deleted : ownership.retained().getOrDefault(table, List.of());
    }

    /** Every way from the table to the root; what is missing because it runs in a circle is reported. */
    List<OwnershipPath> of(QualifiedName table) {
        List<OwnershipPath> paths = new ArrayList<>();
        for (Relation relation : relations(table)) {
            if (!extend(List.of(relation), paths)) {
                tooManyPaths(relation.child());
                break;
            }
        }
        return paths;
    }

    /** Hops of the longest way to the root; 0 for the root itself. */
    int depth(QualifiedName table) {
        return of(table).stream().mapToInt(path -> path.hops().size()).max().orElse(0);
    }

    /** False once there are too many or one runs in a circle: what a search through all of them would take is unbounded. */
    private boolean extend(List<Relation> hops, List<OwnershipPath> paths) {
        Table top = hops.get(hops.size() - 1).parent();
        if (top.name().equals(ownership.root().name())) {
            paths.add(new OwnershipPath(hops));
            return true;
        }
        if (paths.size() >= MAX_PATHS || passes(hops, top)) {
            return false;
        }
        for (Relation next : relations(top.name())) {
            List<Relation> longer = new ArrayList<>(hops);
            longer.add(next);
            if (!extend(longer, paths)) {
                return false;
            }
        }
        return true;
    }

    private static boolean passes(List<Relation> hops, Table table) {
        return hops.stream().anyMatch(hop -> hop.child().name().equals(table.name()));
    }

    private void tooManyPaths(Table table) {
        findings.error(
                FindingCode.AMBIGUOUS_OWNERSHIP,
                table.name().toString(),
                null,
                "more than " + MAX_PATHS + " ways lead to " + ownership.root().name()
                        + " or they run in a circle; choose one: {table: " + table.name() + ", owned-by: <column>}");
    }
}
