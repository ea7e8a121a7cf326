package dev.orgpurge.constraint;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.organization.RootTable;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes the statement that counts a table's rows per organization, along its ownership paths. The table's condition
 * stands in a derived table of its own, so that it sees the table's bare column names and no others.
 */
final class OwnedRowsSql {

    private final RootTable root;
    private final Table table;
    private final List<OwnershipPath> paths;
    private final @Nullable String condition;

    /**
     * @param paths none: the table is the root table itself
     * @param condition in parentheses; absent: every row counts
     */
    OwnedRowsSql(RootTable root, Table table, List<OwnershipPath> paths, @Nullable String condition) {
        this.root = root;
        this.table = table;
        this.paths = List.copyOf(paths);
        this.condition = condition;
    }

    String sql() {
        String ids = "with orgpurge_ids(k, n) as (select k, n from unnest(cast(? as " + root.keyType()
                + "[])) with ordinality as u(k, n))\n";
        return ids + "select n, count(*) from (\n" + owned() + "\n) owned group by n order by n";
    }

    /** One line per organization and row; a row that several ways lead to an organization counts once. */
    private String owned() {
        if (paths.isEmpty()) {
            return "select o.n from orgpurge_ids o join " + rows(List.of(root.key()), null) + " on c.c0 = o.k";
        }
        if (paths.size() == 1 && paths.get(0).hops().stream().allMatch(OwnedRowsSql::leadsToOneRow)) {
            return "select o.n from orgpurge_ids o" + joins(paths.get(0));
        }
        return paths.stream()
                .map(path -> "select o.n, c.row_table, c.row_place from orgpurge_ids o" + joins(path))
                .collect(Collectors.joining("\nunion\n"));
    }

    /** What a foreign key refers to is unique; what a declared relation points at need not be. */
    private static boolean leadsToOneRow(Relation hop) {
        return hop.foreignKey() != null;
    }

    /** From the ids down to the table. */
    private String joins(OwnershipPath path) {
        List<Relation> hops = path.hops();
        int top = hops.size() - 1;
        boolean byKey = hops.get(top).parentColumns().equals(List.of(root.key()));
        StringBuilder sql = new StringBuilder();
        if (!byKey) {
            sql.append(join(
                    root.table().name().sql() + " r", "r", List.of(root.key().sql()), "o", List.of("k")));
        }
        String parent = byKey ? "o" : "r";
        List<String> parentColumns = comparable(
                hops.get(top), byKey ? List.of("k") : names(hops.get(top).parentColumns()));
        for (int hop = top; hop > 0; hop--) {
            Relation relation = hops.get(hop);
            String alias = "p" + hop;
            sql.append(join(source(relation) + " " + alias, alias, names(relation.columns()), parent, parentColumns));
            parent = alias;
            parentColumns =
                    comparable(hops.get(hop - 1), names(hops.get(hop - 1).parentColumns()));
        }
        List<Column> columns = hops.get(0).columns();
        return sql.append(join(rows(columns, hops.get(0).when()), "c", derived(columns.size()), parent, parentColumns))
                .toString();
    }

    /** The parent's values as the child's columns hold them. */
    private static List<String> comparable(Relation relation, List<String> parentColumns) {
        if (!relation.cast()) {
            return parentColumns;
        }
        return IntStream.range(0, parentColumns.size())
                .mapToObj(n ->
                        parentColumns.get(n) + "::" + relation.columns().get(n).sqlType())
                .toList();
    }

    private static String source(Relation relation) {
        String when = relation.when();
        String table = relation.child().sql();
        return when == null ? table : "(select * from " + table + " where " + snippet(when) + ")";
    }

    private static String snippet(String when) {
        return new SqlSnippet("orgpurge.tables", when).sql();
    }

    /** The table's counted rows as {@code c}: the columns as c0, c1, …, and where the row is. */
    private String rows(List<Column> columns, @Nullable String when) {
        List<String> conditions = new ArrayList<>();
        if (condition != null) {
            conditions.add(condition);
        }
        if (when != null) {
            conditions.add(snippet(when));
        }
        String selected = IntStream.range(0, columns.size())
                .mapToObj(n -> columns.get(n).sql() + " as c" + n)
                .collect(Collectors.joining(", "));
        return "(select " + selected + ", tableoid as row_table, ctid as row_place from " + table.sql()
                + (conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions)) + ") c";
    }

    private static String join(
            String source, String child, List<String> columns, String parent, List<String> parentColumns) {
        return "\n join " + source + " on "
                + IntStream.range(0, columns.size())
                        .mapToObj(n -> child + "." + columns.get(n) + " = " + parent + "." + parentColumns.get(n))
                        .collect(Collectors.joining(" and "));
    }

    private static List<String> names(List<Column> columns) {
        return columns.stream().map(Column::sql).toList();
    }

    private static List<String> derived(int columns) {
        return IntStream.range(0, columns).mapToObj(n -> "c" + n).toList();
    }
}
