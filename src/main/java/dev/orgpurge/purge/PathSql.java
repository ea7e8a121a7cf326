package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The SQL of joins along keys and ownership paths. */
final class PathSql {

    private PathSql() {}

    /** {@code a."x" = b."y" and …} */
    static String equal(String left, List<String> leftColumns, String right, List<String> rightColumns) {
        return IntStream.range(0, leftColumns.size())
                .mapToObj(i -> left + "." + leftColumns.get(i) + " = " + right + "." + rightColumns.get(i))
                .collect(Collectors.joining(" and "));
    }

    static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::sql).toList();
    }

    static List<String> keyNames(KeyTable keys, List<Column> columns) {
        return columns.stream().map(keys::column).toList();
    }

    /** The child's columns equal the kept keys of its parent. */
    static String child(String child, Relation relation, String key, KeyTable keys) {
        return equal(
                        child,
                        names(relation.columns()),
                        key,
                        comparable(relation, keyNames(keys, relation.parentColumns())))
                + when(relation, child);
    }

    /** The child's columns equal the parent's own columns. */
    static String childOf(String child, Relation relation, String parent) {
        return equal(child, names(relation.columns()), parent, comparable(relation, names(relation.parentColumns())))
                + when(relation, child);
    }

    /** The parent's values as the child's columns hold them. */
    static List<String> comparable(Relation relation, List<String> parentColumns) {
        if (!relation.cast()) {
            return parentColumns;
        }
        return IntStream.range(0, parentColumns.size())
                .mapToObj(i ->
                        parentColumns.get(i) + "::" + relation.columns().get(i).sqlType())
                .toList();
    }

    /** The relation's condition; it sees the bare column names of the child's row and nothing else of the statement. */
    static String when(Relation relation, String child) {
        String condition = relation.when();
        return condition == null
                ? ""
                : " and coalesce((select " + new SqlSnippet("orgpurge.tables", condition).sql() + " from (select "
                        + child + ".*) as orgpurge_row), false)";
    }

    /** The row is the one whose key was kept. */
    static String same(String row, KeyTable keys, String key) {
        return equal(row, names(keys.identity()), key, keyNames(keys, keys.identity()));
    }

    static String notNull(String alias, List<Column> columns) {
        return columns.stream()
                .map(column -> alias + "." + column.sql() + " is not null")
                .collect(Collectors.joining(" and "));
    }

    /** Aliases of the tables between the owned table and the root: {@code h1}, {@code h2}, … */
    static List<String> aliases(OwnershipPath path) {
        return IntStream.range(1, path.hops().size()).mapToObj(i -> "h" + i).toList();
    }

    /** {@code join … h1 on … join … h2 on …}, up to the table that points at the root; empty for a direct path. */
    static String joins(OwnershipPath path, String row) {
        StringBuilder sql = new StringBuilder();
        String child = row;
        for (int i = 0; i < path.hops().size() - 1; i++) {
            Relation hop = path.hops().get(i);
            String parent = "h" + (i + 1);
            sql.append(" join ")
                    .append(hop.parent().sql())
                    .append(' ')
                    .append(parent)
                    .append(" on ")
                    .append(childOf(child, hop, parent));
            child = parent;
        }
        return sql.toString();
    }

    static Relation last(OwnershipPath path) {
        return path.hops().get(path.hops().size() - 1);
    }

    /** The alias of the row that points at the root. */
    static String top(OwnershipPath path, String row) {
        return path.hops().size() == 1 ? row : "h" + (path.hops().size() - 1);
    }

    /** {@code exists (…)}: the row's path ends at a root row for which the condition holds. */
    static String leads(OwnershipPath path, String row, String condition) {
        if (path.hops().size() == 1) {
            return "(" + condition + ")";
        }
        Relation first = path.hops().get(0);
        OwnershipPath above =
                new OwnershipPath(path.hops().subList(1, path.hops().size()));
        String joins = joins(above, "h0");
        return "exists (select from " + first.parent().sql() + " h0" + joins + " where " + childOf(row, first, "h0")
                + " and " + condition + ")";
    }

    /** Alias that {@link #leads} gives to the row pointing at the root. */
    static String leadsTop(OwnershipPath path, String row) {
        int hops = path.hops().size();
        return hops == 1 ? row : "h" + (hops - 2);
    }

    /**
     * The row points at the root row whose key was kept. A path that ends at another unique column of the root asks the live
     * row: such a name may be another organization's by now. What the root row itself points at goes after that row, by the value
     * that was kept.
     *
     * <p>The comparison is one that no index serves. Rows are found by their own keys; an index on the owner's column leads to
     * all rows of an organization, the dead ones included, and the planner takes it where it expects few.
     */
    static String atRoot(OwnershipPath path, String row, String key, KeyTable root) {
        Relation last = last(path);
        return endsAtKeptKey(path, root)
                ? same(row, names(last.columns()), key, comparable(last, keyNames(root, last.parentColumns())))
                        + when(last, row)
                : "exists (select from " + root.table().sql() + " r where " + same("r", root, key) + " and "
                        + childOf(row, last, "r") + ")";
    }

    /** What the path ends at is a value that was kept and that nobody can change without the row becoming another. */
    static boolean endsAtKeptKey(OwnershipPath path, KeyTable root) {
        Relation last = last(path);
        return last.parentColumns().equals(root.identity()) || last.againstTheKey();
    }

    private static String same(String left, List<String> leftColumns, String right, List<String> rightColumns) {
        return IntStream.range(0, leftColumns.size())
                .mapToObj(i ->
                        left + "." + leftColumns.get(i) + " is not distinct from " + right + "." + rightColumns.get(i))
                .collect(Collectors.joining(" and "));
    }

    /** The row belongs to some organization, whichever. */
    static String ownedBySomebody(List<OwnershipPath> paths, String row) {
        List<String> any = new ArrayList<>();
        for (OwnershipPath path : paths) {
            any.add(leads(path, row, pointsAtRoot(last(path), leadsTop(path, row))));
        }
        return any.isEmpty() ? "false" : "(" + String.join(" or ", any) + ")";
    }

    /** What points at the root by key is owned; followed backwards, only what a root row really points at. */
    private static String pointsAtRoot(Relation relation, String row) {
        return relation.againstTheKey()
                ? "exists (select from " + relation.parent().sql() + " r where " + childOf(row, relation, "r") + ")"
                : notNull(row, relation.columns()) + when(relation, row);
    }

    /** The row belongs to the organization whose root keys stand in {@code key}. */
    static String ownedBy(List<OwnershipPath> paths, String row, String key, KeyTable root) {
        List<String> any = new ArrayList<>();
        for (OwnershipPath path : paths) {
            any.add(leads(path, row, atRoot(path, leadsTop(path, row), key, root)));
        }
        return any.isEmpty() ? "false" : "(" + String.join(" or ", any) + ")";
    }

    /** One of the paths leads to an organization outside the batch whose root keys stand in a key table. */
    static String ownedElsewhere(List<OwnershipPath> paths, String row, KeyTable root) {
        return paths.stream()
                .map(path -> leads(
                        path,
                        row,
                        "exists (select from " + root.table().sql() + " e where "
                                + childOf(leadsTop(path, row), last(path), "e") + " and not exists (select from "
                                + root.sql() + " b where " + same("e", root, "b") + "))"))
                .collect(Collectors.joining(" or ", "(", ")"));
    }
}
