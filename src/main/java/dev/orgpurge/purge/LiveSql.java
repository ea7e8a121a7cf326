package dev.orgpurge.purge;

import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The part of a chunk's statement that finds which kept keys still stand where they were collected, and locks them. */
final class LiveSql {

    /** A range of numbered keys, by the placeholders {@code :from} and {@code :to}. */
    static final String BY_KEY = "k.n > :from and k.n <= :to";

    /** Keys by their numbers, {@code :numbers}. */
    static final String NUMBERED = "k.n = any (cast(:numbers as bigint[]))";

    /** The rows of a range of pieces: they refer to each other in circles. */
    static final String CORE = "k.piece > :from and k.piece <= :to and k.height is null";

    private final PlanTables tables;
    private final KeyTable root;

    LiveSql(PlanTables tables, KeyTable root) {
        this.tables = tables;
        this.root = root;
    }

    /** Parents whose children go: locked along their path FOR SHARE, so that none of them moves meanwhile. */
    String shared(String name, KeyTable keys, Relation relation) {
        if (needsNoLock(keys, relation)) {
            return name + " as materialized (" + kept(keys, BY_KEY) + ")";
        }
        return live(name, keys, BY_KEY, false);
    }

    /** True if the children's own columns are their whole path, as they are in the statement that asks. */
    boolean needsNoLock(KeyTable keys, Relation relation) {
        return tables.step(keys.table()).isRoot() && keepsItsKey(keys, relation);
    }

    /**
     * A direct child's own column is its path, so the root rows need no lock while their children go, unless children point
     * at another column than the key: that one may have changed. What a root row points at goes after it.
     */
    private static boolean keepsItsKey(KeyTable keys, Relation relation) {
        return relation.againstTheKey() || keys.columns().equals(keys.identity());
    }

    private static String kept(KeyTable keys, String range) {
        String columns = keys.columns().stream()
                .map(column -> ", k." + keys.column(column))
                .collect(Collectors.joining());
        return "select k.n, k.ordinal" + columns + " from " + keys.sql() + " k where " + range;
    }

    /** Rows that go themselves: locked FOR UPDATE, what is above them FOR SHARE. */
    String locked(String name, KeyTable keys, String range) {
        return live(name, keys, range, true);
    }

    /** Kept keys as they stand: this transaction holds their rows, or nobody moves them. */
    static String held(String name, KeyTable keys, String range) {
        boolean keptAlone = keys.columns().size() == keys.identity().size();
        return name + " as materialized ("
                + (keptAlone
                        ? kept(keys, range)
                        : "select k.n, k.ordinal, " + columns(keys) + " from " + keys.sql() + " k join "
                                + keys.table().sql() + " p on " + PathSql.same("p", keys, "k") + " where " + range)
                + ")";
    }

    private String live(String name, KeyTable keys, String range, boolean own) {
        PlanStep step = tables.step(keys.table());
        if (step.isRoot()) {
            return name + " as materialized (" + root(keys, range, own) + ")";
        }
        if (staysWhereItWas(step)) {
            return name + " as materialized (" + kept(keys, range) + ")";
        }
        if (step.paths().size() == 1) {
            return name + " as materialized (" + path(keys, step.paths().get(0), range, own) + ")";
        }
        List<String> parts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (OwnershipPath path : step.paths()) {
            String part = name + "_way" + (names.size() + 1);
            parts.add(part + " as materialized (" + path(keys, path, range, own) + ")");
            names.add("select * from " + part);
        }
        return String.join(", ", parts) + ", " + name + " as materialized (" + String.join(" union ", names) + ")";
    }

    /** The policy promises it of every table up to the root: what was collected is still so, and there is nothing to lock. */
    boolean staysWhereItWas(PlanStep step) {
        return step.immutable()
                && step.paths().stream().allMatch(path -> PathSql.endsAtKeptKey(path, root) && parentsStay(path));
    }

    /** A root row keeps its key; where it points at the rows itself, its own promise counts. */
    private boolean parentsStay(OwnershipPath path) {
        return path.hops().stream()
                .map(hop -> tables.step(hop.parent()))
                .allMatch(parent -> parent.immutable()
                        || (parent.isRoot() && !PathSql.last(path).againstTheKey()));
    }

    private static String root(KeyTable keys, String range, boolean own) {
        return "select k.n, k.ordinal, " + columns(keys) + " from " + keys.sql() + " k join "
                + keys.table().sql() + " p on " + PathSql.same("p", keys, "k") + " where " + range
                + (own ? " for update of p" : " for share of p");
    }

    private static String columns(KeyTable keys) {
        return keys.columns().stream()
                .map(column -> "p." + column.sql() + "::" + column.sqlType() + " as " + keys.column(column))
                .collect(Collectors.joining(", "));
    }

    private String path(KeyTable keys, OwnershipPath path, String range, boolean own) {
        return "select k.n, k.ordinal, " + columns(keys) + " from " + keys.sql() + " k join " + root.sql()
                + " o on o.ordinal = k.ordinal join " + keys.table().sql() + " p on " + PathSql.same("p", keys, "k")
                + PathSql.joins(path, "p") + " where " + range + " and "
                + PathSql.atRoot(path, PathSql.top(path, "p"), "o", root) + unshared(keys, path) + locks(path, own);
    }

    /** A row that another path gives to somebody else by now belongs to both, and stays. */
    private String unshared(KeyTable keys, OwnershipPath path) {
        List<OwnershipPath> others = tables.step(keys.table()).paths().stream()
                .filter(other -> !other.equals(path))
                .toList();
        return others.isEmpty() ? "" : " and not " + PathSql.ownedElsewhere(others, "p", root);
    }

    private static String locks(OwnershipPath path, boolean own) {
        List<String> above = PathSql.aliases(path);
        if (own) {
            return " for update of p" + (above.isEmpty() ? "" : " for share of " + String.join(", ", above));
        }
        List<String> all = new ArrayList<>(List.of("p"));
        all.addAll(above);
        return " for share of " + String.join(", ", all);
    }
}
