package dev.orgpurge.purge;

import static dev.orgpurge.purge.PathSql.child;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The part of a chunk's statement that finds which kept keys still stand where they were collected, and locks them. */
final class LiveSql {

    /** A range of numbered keys, by the placeholders {@code :from} and {@code :to}. */
    static final String BY_KEY = "k.n > :from and k.n <= :to";

    /** The rows of a range of organizations that refer to each other in a circle. */
    static final String CORE = "k.ordinal > :from and k.ordinal <= :to and k.height is null";

    private final PlanTables tables;
    private final KeyTable root;

    LiveSql(PlanTables tables, KeyTable root) {
        this.tables = tables;
        this.root = root;
    }

    /** Parents whose children go: locked along their path FOR SHARE, so that none of them moves meanwhile. */
    String shared(String name, KeyTable keys, String range) {
        return live(name, keys, range, false);
    }

    /** Rows that go themselves: locked FOR UPDATE, what is above them FOR SHARE. */
    String locked(String name, KeyTable keys, String range) {
        return live(name, keys, range, true);
    }

    private String live(String name, KeyTable keys, String range, boolean own) {
        PlanStep step = tables.step(keys.table());
        if (step.isRoot()) {
            return name + " as materialized (" + root(keys, range, own) + ")";
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

    /** A direct child's own column is its path, so the root rows need no lock while their children go. */
    private static String root(KeyTable keys, String range, boolean own) {
        String columns = keys.columns().stream()
                .map(column -> ", k." + keys.column(column))
                .collect(Collectors.joining());
        String from = "select k.n, k.ordinal" + columns + " from " + keys.sql() + " k";
        if (!own) {
            return from + " where " + range;
        }
        return from + " join " + keys.table().sql() + " p on " + PathSql.same("p", keys, "k") + " where " + range
                + " for update of p";
    }

    private String path(KeyTable keys, OwnershipPath path, String range, boolean own) {
        List<String> columns = new ArrayList<>();
        for (Column column : keys.columns()) {
            columns.add("p." + column.sql() + "::" + column.sqlType() + " as " + keys.column(column));
        }
        return "select k.n, k.ordinal, " + String.join(", ", columns) + " from " + keys.sql() + " k join " + root.sql()
                + " o on o.ordinal = k.ordinal join " + keys.table().sql() + " p on " + PathSql.same("p", keys, "k")
                + PathSql.joins(path, "p") + " where " + range + " and "
                + child(PathSql.top(path, "p"), PathSql.last(path), "o", root) + locks(path, own);
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
