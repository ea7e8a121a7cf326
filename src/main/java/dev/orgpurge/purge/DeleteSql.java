package dev.orgpurge.purge;

import static dev.orgpurge.purge.PathSql.child;
import static dev.orgpurge.purge.PathSql.equal;
import static dev.orgpurge.purge.PathSql.names;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that delete and detach. Each takes a range of numbered keys ({@code :from} exclusive, {@code :to}
 * inclusive), joins them to their live ownership path under lock, changes only what still belongs there, and writes its
 * counts per organization in the same statement.
 */
final class DeleteSql {

    private final PlanTables tables;
    private final long runNumber;
    private final int batch;
    private final KeyTable root;

    DeleteSql(PlanTables tables, long runNumber, int batch) {
        this.tables = tables;
        this.runNumber = runNumber;
        this.batch = batch;
        this.root = tables.requireKeys(tables.plan().root(), runNumber, batch);
    }

    /**
     * Deletes children of a range of their parent's keys.
     *
     * @param cut restricts the children to those whose own key is above {@code :after} and up to {@code :upto}
     */
    String byParent(PlanStep step, Relation relation, boolean cut) {
        KeyTable keys = keys(relation);
        List<String> live = PathSql.keyNames(keys, relation.parentColumns());
        String extra = cut ? " and " + childRange(step) : "";
        return live(keys, "share") + ", gone as (" + delete(step, names(relation.columns()), live, extra) + ")"
                + counted(live);
    }

    /**
     * Deletes rows by their own kept keys.
     *
     * @param careful leaves rows alone that anything still refers to; otherwise only what the server would not guard
     */
    String byOwnKey(PlanStep step, boolean careful) {
        KeyTable keys = tables.requireKeys(step.table(), runNumber, batch);
        List<String> live = PathSql.keyNames(keys, keys.identity());
        String extra = unreferenced(step, careful);
        return live(keys, "update") + ", gone as (" + delete(step, names(keys.identity()), live, extra) + ")"
                + counted(live);
    }

    /**
     * Locks a range's rows before {@link #byOwnKey} looks, in a statement of its own: whoever had inserted children is
     * then seen, and nobody can insert more (a child's insert needs FOR KEY SHARE). Needed where the server would delete
     * or change late children by itself.
     */
    String lockOwn(PlanStep step) {
        KeyTable keys = tables.requireKeys(step.table(), runNumber, batch);
        return "select count(*) from (select from " + keys.sql() + " k join "
                + step.table().name().sql() + " p on " + PathSql.same("p", keys, "k")
                + " where k.n > :from and k.n <= :to order by k.n for update of p) l";
    }

    /** True if late children of this table could vanish uncounted: some relation to it is not guarded by the server. */
    boolean needsLock(PlanStep step) {
        return tables.incoming(step.table()).stream().anyMatch(relation -> !relation.guards());
    }

    /** Sets a reference to NULL where its row is not the organization's own. */
    String detach(Reference reference) {
        Relation relation = reference.relation();
        KeyTable keys = keys(relation);
        String set = relation.columns().stream()
                .filter(column -> !column.notNull())
                .map(column -> column.sql() + " = null")
                .collect(Collectors.joining(", "));
        List<String> live = PathSql.keyNames(keys, relation.parentColumns());
        return live(keys, "share") + ", gone as (update "
                + relation.child().name().sql() + " t set " + set
                + " from live l join " + root.sql() + " o on o.ordinal = l.ordinal where "
                + equal("t", names(relation.columns()), "l", live) + narrow(names(relation.columns()), live)
                + detachable(reference) + " returning l.ordinal)"
                + written("select ordinal, count(*) as rows from gone group by 1");
    }

    /** Condition, starting with {@code and}, for the rows of a reference that are detached rather than deleted. */
    String detachable(Reference reference) {
        List<OwnershipPath> paths = tables.plan()
                .step(reference.relation().child().name())
                .map(PlanStep::paths)
                .orElse(List.of());
        boolean isRoot =
                reference.relation().child().name().equals(tables.plan().root().name());
        String own = isRoot ? PathSql.same("t", root, "o") : PathSql.ownedBy(paths, "t", "o", root);
        String somebody = isRoot ? "true" : PathSql.ownedBySomebody(paths, "t");
        if (reference.byPolicy()) {
            return reference.breaksCycle() ? "" : " and not " + parenthesized(own);
        }
        return " and (not " + somebody + (reference.breaksCycle() ? " or " + own : "") + ")";
    }

    private static String parenthesized(String condition) {
        return "(" + condition + ")";
    }

    /** The single-column form lets the planner use the index whatever it believes of the join's size. */
    private static String narrow(List<String> columns, List<String> live) {
        return columns.size() == 1
                ? " and t." + columns.get(0) + " = any (array(select " + live.get(0) + " from live))"
                : "";
    }

    private KeyTable keys(Relation relation) {
        return tables.requireKeys(relation.parent(), runNumber, batch);
    }

    /** The range's keys that still stand where they were collected, locked along their path. */
    private String live(KeyTable keys, String lock) {
        PlanStep step = tables.step(keys.table());
        if (step.isRoot()) {
            return "with live as materialized (" + liveRoot(keys, lock) + ")";
        }
        if (step.paths().size() == 1) {
            return "with live as materialized (" + livePath(keys, step.paths().get(0), lock) + ")";
        }
        List<String> parts = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (OwnershipPath path : step.paths()) {
            String name = "live" + (names.size() + 1);
            parts.add(name + " as materialized (" + livePath(keys, path, lock) + ")");
            names.add("select * from " + name);
        }
        return "with " + String.join(", ", parts) + ", live as materialized (" + String.join(" union ", names) + ")";
    }

    /** A direct child's own column is its path, so the root rows need no lock while their children go. */
    private static String liveRoot(KeyTable keys, String lock) {
        String columns = IntStream.rangeClosed(1, keys.columns().size())
                .mapToObj(i -> ", k.c" + i)
                .collect(Collectors.joining());
        String from = "select k.n, k.ordinal" + columns + " from " + keys.sql() + " k";
        String range = " where k.n > :from and k.n <= :to";
        if (lock.equals("share")) {
            return from + range;
        }
        return from + " join " + keys.table().name().sql() + " p on " + PathSql.same("p", keys, "k") + range
                + " for update of p";
    }

    private String livePath(KeyTable keys, OwnershipPath path, String lock) {
        List<String> columns = new ArrayList<>();
        for (Column column : keys.columns()) {
            columns.add("p." + column.sql() + "::" + column.sqlType() + " as " + keys.column(column));
        }
        List<String> above = PathSql.aliases(path);
        String share =
                lock.equals("share") ? "p" + above.stream().map(a -> ", " + a).collect(Collectors.joining()) : "";
        String locks = lock.equals("share")
                ? " for share of " + share
                : " for update of p" + (above.isEmpty() ? "" : " for share of " + String.join(", ", above));
        return "select k.n, k.ordinal, " + String.join(", ", columns) + " from " + keys.sql() + " k join " + root.sql()
                + " o on o.ordinal = k.ordinal join " + keys.table().name().sql() + " p on "
                + PathSql.same("p", keys, "k") + PathSql.joins(path, "p") + " where k.n > :from and k.n <= :to and "
                + child(PathSql.top(path, "p"), PathSql.last(path), "o", root) + locks;
    }

    private static String delete(PlanStep step, List<String> columns, List<String> live, String extra) {
        String table = step.table().name().sql();
        if (columns.size() == 1) {
            return "delete from " + table + " t where t." + columns.get(0) + " = any (array(select " + live.get(0)
                    + " from live))" + extra + " returning t." + columns.get(0) + " as f1";
        }
        List<String> found = fields(columns.size());
        String arrays = live.stream()
                .map(column -> "array(select " + column + " from live order by n)")
                .collect(Collectors.joining(", "));
        return "delete from " + table + " t using unnest(" + arrays + ") as u(" + String.join(", ", found) + ") where "
                + equal("t", columns, "u", found) + extra + " returning "
                + found.stream().map(field -> "u." + field).collect(Collectors.joining(", "));
    }

    private static List<String> fields(int size) {
        return IntStream.rangeClosed(1, size).mapToObj(i -> "f" + i).toList();
    }

    private static String counted(List<String> live) {
        return written("select l.ordinal, count(*) as rows from gone g join live l on "
                + equal("g", fields(live.size()), "l", live) + " group by 1");
    }

    private static String written(String counts) {
        return ", written as (insert into orgpurge.chunk (run_id, batch, round, table_no, ordinal, rows) "
                + "select :run, :batch, :round, :table, c.ordinal, c.rows from (" + counts + ") c returning rows) "
                + "select coalesce(sum(rows), 0) from written";
    }

    private String unreferenced(PlanStep step, boolean careful) {
        StringBuilder sql = new StringBuilder();
        for (Relation relation : tables.incoming(step.table())) {
            if (careful || !relation.guards()) {
                sql.append(" and not exists (select from ")
                        .append(relation.child().name().sql())
                        .append(" x where ")
                        .append(PathSql.childOf("x", relation, "t"))
                        .append(')');
            }
        }
        return sql.toString();
    }

    /** Bounds of a cut below one parent; the child's key is compared as a row. */
    static String childRange(PlanStep step) {
        List<Column> key = step.table().identity().orElseThrow().columns();
        return "(:first or " + row(key) + " > " + parameters("after", key) + ") and (:last or " + row(key) + " <= "
                + parameters("upto", key) + ")";
    }

    /** The key of the row that ends the next {@code :width} rows below one parent, as text; no row: the rest is shorter. */
    String nextBound(PlanStep step, Relation relation) {
        List<Column> key = step.table().identity().orElseThrow().columns();
        String texts =
                key.stream().map(column -> "t." + column.sql() + "::text").collect(Collectors.joining(", "));
        String order = key.stream().map(column -> "t." + column.sql()).collect(Collectors.joining(", "));
        KeyTable keys = keys(relation);
        return "select array[" + texts + "] from " + step.table().name().sql() + " t join " + keys.sql()
                + " k on k.n = :to and " + child("t", relation, "k", keys) + " where (:first or " + row(key) + " > "
                + parameters("after", key) + ") order by " + order + " offset :width limit 1";
    }

    private static String row(List<Column> key) {
        return "row(" + key.stream().map(column -> "t." + column.sql()).collect(Collectors.joining(", ")) + ")";
    }

    private static String parameters(String name, List<Column> key) {
        return "row("
                + IntStream.range(0, key.size())
                        .mapToObj(i -> "cast((cast(:" + name + " as text[]))[" + (i + 1) + "] as "
                                + key.get(i).sqlType() + ")")
                        .collect(Collectors.joining(", "))
                + ")";
    }
}
