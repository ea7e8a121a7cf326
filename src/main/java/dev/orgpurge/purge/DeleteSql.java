package dev.orgpurge.purge;

import static dev.orgpurge.purge.PathSql.equal;
import static dev.orgpurge.purge.PathSql.names;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that delete and detach. Each takes a range of numbered keys ({@code :from} exclusive, {@code :to}
 * inclusive), joins them to their live ownership path under lock, changes only what still belongs there, and writes its
 * counts per organization in the same statement.
 */
final class DeleteSql {

    /** A setting of the transaction: what {@link #countAndDelete} has counted. */
    static final String COUNTED = "orgpurge.counted";

    private final PlanTables tables;
    private final long runNumber;
    private final int batch;
    private final KeyTable root;
    private final LiveSql live;

    DeleteSql(PlanTables tables, long runNumber, int batch) {
        this.tables = tables;
        this.runNumber = runNumber;
        this.batch = batch;
        this.root = tables.requireKeys(tables.plan().root(), runNumber, batch);
        this.live = new LiveSql(tables, root);
    }

    /** Deletes children of a range of their parent's keys. */
    String byParent(PlanStep step, Relation relation) {
        KeyTable keys = keys(relation);
        List<String> parents = PathSql.comparable(relation, PathSql.keyNames(keys, relation.parentColumns()));
        String extra = PathSql.when(relation, "t") + unshared(step, relation);
        return "with " + live.shared("live", keys, relation) + ", gone as ("
                + delete(step, relation.columns(), parents, "live", extra) + ")" + counted(parents);
    }

    /**
     * The same where all keys of the range belong to one organization: the server's own row count is all that is to know.
     *
     * @param more conditions on the child {@code t}, each starting with {@code and}
     */
    String byParentOfOne(PlanStep step, Relation relation, String more) {
        KeyTable keys = keys(relation);
        List<String> parents = PathSql.comparable(relation, PathSql.keyNames(keys, relation.parentColumns()));
        String extra = PathSql.when(relation, "t") + unshared(step, relation) + more;
        return "with " + live.shared("live", keys, relation) + " " + delete(step, relation.columns(), parents, extra);
    }

    /** The organizations, by their places in the run, to whom the kept parents of a range belong; at most two. */
    String owners(Relation relation) {
        return "select distinct k.ordinal from " + keys(relation).sql() + " k where " + LiveSql.BY_KEY + " limit 2";
    }

    /**
     * Locks the rows of a range that go, and what makes them the organization's: {@code ordinal, kept, taken}, how many keys of
     * each organization the range has and how many of their rows go. Rows that something refers to stay, where the server would
     * not keep them: {@link #lockOwn} must have locked them before, in a statement of its own.
     *
     * @param companions tables whose rows are deleted before them, in the same transaction
     */
    String take(PlanStep step, List<PlanStep> companions) {
        return taken(step, companions) + " select k.ordinal, count(*) as kept, count(t.n) as taken from "
                + ownKeys(step).sql() + " k left join taken t on t.n = k.n where " + LiveSql.BY_KEY + " group by 1";
    }

    /** The same with each row that goes: {@code n, ordinal}. */
    String takeEach(PlanStep step, List<PlanStep> companions) {
        return taken(step, companions) + " select t.n, t.ordinal from taken t order by t.n";
    }

    private String taken(PlanStep step, List<PlanStep> companions) {
        KeyTable keys = ownKeys(step);
        String staying = staying(Map.of(step, "live"), /* careful= */ false).condition(step, companions);
        String from = staying.isEmpty() ? "" : " join " + step.table().sql() + " t on " + PathSql.same("t", keys, "l");
        return "with " + live.locked("live", keys, LiveSql.BY_KEY) + ", taken as (select l.n, l.ordinal from live l"
                + from + " where true" + staying + ")";
    }

    /**
     * How many rows hang off the rows that were taken, by organization: {@code id, rows}.
     *
     * @param range of the taken rows, all of which were
     */
    String countBelow(PlanStep step, Relation relation, String range) {
        return countBelow(step, relation, range, "ordinal");
    }

    /** The same by each taken row: {@code id} is its number. */
    String countBelowEach(PlanStep step, Relation relation, String range) {
        return countBelow(step, relation, range, "n");
    }

    private String countBelow(PlanStep step, Relation relation, String range, String by) {
        KeyTable keys = keys(relation);
        List<String> parents = PathSql.comparable(relation, PathSql.keyNames(keys, relation.parentColumns()));
        String live = "with " + LiveSql.held("live", keys, range);
        if (relation.columns().size() > 1 || nested(relation.columns())) {
            return live + " select l." + by + " as id, count(*) as rows from live l join "
                    + step.table().sql() + " t on " + equal("t", names(relation.columns()), "l", parents)
                    + PathSql.when(relation, "t") + " group by 1";
        }
        String column = relation.columns().get(0).sql();
        return live + " select l." + by + " as id, sum(g.rows)::bigint as rows from (select t." + column
                + " as f1, count(*) as rows from " + step.table().sql() + " t where t." + column
                + " = any (array(select " + parents.get(0) + " from live))" + PathSql.when(relation, "t")
                + " group by 1) g join live l on l." + parents.get(0) + " = g.f1 group by 1";
    }

    /** Deletes what {@link #countBelow} counted. */
    String deleteBelow(PlanStep step, Relation relation, String range) {
        KeyTable keys = keys(relation);
        List<String> parents = PathSql.comparable(relation, PathSql.keyNames(keys, relation.parentColumns()));
        return "with " + LiveSql.held("live", keys, range) + " "
                + delete(step, relation.columns(), parents, PathSql.when(relation, "t"));
    }

    /**
     * For rows that the policy promises to stay whose they were, nothing is locked. Counted is in the statement that deletes, so
     * that both see the same rows: whoever deletes one meanwhile makes the server's count smaller, and nothing makes it greater. The
     * number of counted rows is in the setting {@link #COUNTED} afterwards; if it is above {@code :most}, nothing was deleted.
     */
    String countAndDelete(PlanStep step, Relation relation) {
        KeyTable keys = keys(relation);
        String parent = PathSql.comparable(relation, PathSql.keyNames(keys, relation.parentColumns()))
                .get(0);
        String column = "t." + relation.columns().get(0).sql();
        String when = PathSql.when(relation, "t");
        return "with " + LiveSql.held("live", keys, LiveSql.BY_KEY) + ", found as materialized (select " + column
                + " as f1, count(*) as rows from " + step.table().sql() + " t where " + column + " = any (array(select "
                + parent + " from live))" + when + " group by 1), counted as (insert into orgpurge.chunk"
                + " (run_id, batch, round, table_no, ordinals, rows) select :run, :batch, :round, :table,"
                + " array_agg(c.ordinal), array_agg(c.rows) from (select l.ordinal, sum(f.rows)::bigint as rows"
                + " from found f join live l on l." + parent
                + " = f.f1 group by 1) c having sum(c.rows) between 1 and :most) "
                + delete(
                        step,
                        relation.columns(),
                        List.of(parent),
                        when + " and (select set_config('" + COUNTED
                                + "', coalesce(sum(rows), 0)::text, true)::bigint from found) <= :most");
    }

    /** Kept keys of a range by organization: {@code ordinal, rows}. */
    String kept(PlanStep step) {
        return "select k.ordinal, count(*) as rows from " + ownKeys(step).sql() + " k where " + LiveSql.BY_KEY
                + " group by 1";
    }

    /** True if nobody moves the rows of a table, says the policy; of one below those of {@code keyed}, if {@link #countAndDelete} fits too. */
    boolean stays(PlanStep keyed, PlanStep step) {
        return (step.equals(keyed) || byOneColumn(step)) && live.staysWhereItWas(step);
    }

    private static boolean byOneColumn(PlanStep step) {
        List<Column> columns = step.ownership().get(0).columns();
        return columns.size() == 1 && !nested(columns);
    }

    /** Deletes the rows that {@link #take} locked. */
    String deleteTaken(PlanStep step, String range) {
        KeyTable keys = ownKeys(step);
        return "with " + LiveSql.held("live", keys, range) + " "
                + delete(step, keys.identity(), PathSql.keyNames(keys, keys.identity()), "");
    }

    /** True if rows below locked ones can be counted before they go: none can arrive without the server asking for a lock on its parent. */
    boolean countableBelow(PlanStep step) {
        return nothingInterferes(step) && step.ownership().get(0).foreignKey() != null;
    }

    /** True if rows that go by their own keys can be counted before they do. */
    boolean countable(PlanStep step) {
        return nothingInterferes(step)
                && !staying(Map.of(step, "live"), /* careful= */ false).chained();
    }

    /** Nothing of the customer's own can keep a row or send another one after it. */
    private static boolean nothingInterferes(PlanStep step) {
        return step.table().surroundings().rules().isEmpty()
                && step.table().triggers().stream().noneMatch(trigger -> trigger.onDelete() && trigger.forEachRow());
    }

    /** A row that another of its relations gives to somebody else by now belongs to both, and stays. */
    private String unshared(PlanStep step, Relation relation) {
        List<OwnershipPath> others = step.paths().stream()
                .filter(path -> !path.hops().get(0).equals(relation))
                .toList();
        return others.isEmpty() ? "" : " and not " + PathSql.ownedElsewhere(others, "t", root);
    }

    /**
     * Deletes rows by their own kept keys.
     *
     * @param careful leaves rows alone that anything still refers to; otherwise only what the server would not guard
     */
    String byOwnKey(PlanStep step, boolean careful) {
        KeyTable keys = ownKeys(step);
        List<String> own = PathSql.keyNames(keys, keys.identity());
        StayingSql staying = staying(Map.of(step, "live"), careful);
        return "with recursive " + live.locked("live", keys, LiveSql.BY_KEY) + staying.expressions() + ", gone as ("
                + delete(step, keys.identity(), own, staying.going(step), staying.condition(step)) + ")" + counted(own);
    }

    private StayingSql staying(Map<PlanStep, String> lives, boolean careful) {
        return new StayingSql(tables, this::ownKeys, lives, careful);
    }

    /**
     * Deletes what is left of a component, rows that refer to each other in a circle, in one statement for a
     * range of pieces: the server checks the keys between them when the statement ends.
     */
    String core(List<PlanStep> component, boolean careful) {
        String lives = component.stream()
                .map(step -> live.locked(name("live", step), ownKeys(step), LiveSql.CORE))
                .collect(Collectors.joining(", "));
        StayingSql staying = staying(
                component.stream().collect(Collectors.toMap(step -> step, step -> name("live", step))), careful);
        String deletes = component.stream()
                .map(step -> {
                    KeyTable keys = ownKeys(step);
                    List<String> own = PathSql.keyNames(keys, keys.identity());
                    return name("gone", step) + " as ("
                            + delete(step, keys.identity(), own, staying.going(step), staying.condition(step)) + ")";
                })
                .collect(Collectors.joining(", "));
        String counts = component.stream()
                .map(step -> {
                    List<String> own =
                            PathSql.keyNames(ownKeys(step), ownKeys(step).identity());
                    return "select " + step.order() + " as table_no, l.ordinal, count(g.f1) as rows from "
                            + name("gone", step) + " g full join " + name("live", step) + " l on "
                            + equal("g", fields(own.size()), "l", own) + " group by 2 having count(g.f1) > 0";
                })
                .collect(Collectors.joining(" union all "));
        return "with recursive " + lives + staying.expressions() + ", " + deletes
                + written("c.table_no", counts, " group by c.table_no");
    }

    /**
     * Locks a range's rows before {@link #byOwnKey} looks, in a statement of its own: whoever had inserted children is
     * then seen, and nobody can insert more (a child's insert needs FOR KEY SHARE). Needed where the server would delete
     * or change late children by itself.
     */
    String lockOwn(PlanStep step, String range) {
        KeyTable keys = ownKeys(step);
        return "select count(*) from (select from " + keys.sql() + " k join "
                + step.table().sql() + " p on " + PathSql.same("p", keys, "k") + " where " + range
                + " order by k.n for update of p) l";
    }

    /** True if late children of this table could vanish uncounted: some relation to it is not guarded by the server. */
    boolean needsLock(PlanStep step) {
        return tables.incoming(step.table()).stream().anyMatch(relation -> !relation.guards());
    }

    /** Sets a reference to NULL where its row is not the organization's own. */
    String detach(Reference reference) {
        Relation relation = reference.relation();
        KeyTable keys = keys(relation);
        String set = detachedColumns(relation).stream()
                .map(column -> column.sql() + " = null")
                .collect(Collectors.joining(", "));
        List<String> parents = PathSql.comparable(relation, PathSql.keyNames(keys, relation.parentColumns()));
        return "with " + live.shared("live", keys, relation) + ", gone as (update "
                + relation.child().sql() + " t set " + set + " from live l join " + root.sql()
                + " o on o.ordinal = l.ordinal where " + equal("t", names(relation.columns()), "l", parents)
                + PathSql.when(relation, "t") + narrow(relation, parents) + detachable(reference)
                + " returning l.ordinal)"
                + written(":table", "select ordinal, count(*) as rows from gone group by 1", "");
    }

    /** A column by which the row is owned as well must stay: without it nobody would find the row again. */
    private List<Column> detachedColumns(Relation relation) {
        List<Column> nullable =
                relation.columns().stream().filter(column -> !column.notNull()).toList();
        Set<Column> owning = tables.plan().step(relation.child().name()).stream()
                .flatMap(step -> step.ownership().stream())
                .flatMap(owner -> owner.columns().stream())
                .collect(Collectors.toSet());
        List<Column> free =
                nullable.stream().filter(column -> !owning.contains(column)).toList();
        return free.isEmpty() ? nullable : free;
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
            return reference.breaksCycle() ? "" : " and not (" + own + ")";
        }
        return " and (not " + somebody + (reference.breaksCycle() ? " or " + own : "") + ")";
    }

    /** The single-column form lets the planner use the index whatever it believes of the join's size. */
    private static String narrow(Relation relation, List<String> parents) {
        return relation.columns().size() == 1 && !nested(relation.columns())
                ? " and t." + relation.columns().get(0).sql() + " = any (array(select " + parents.get(0)
                        + " from live))"
                : "";
    }

    /** The keys that the children of a relation hang off. */
    KeyTable keys(Relation relation) {
        return tables.requireKeys(relation.parent(), runNumber, batch);
    }

    private KeyTable ownKeys(PlanStep step) {
        return tables.requireKeys(step.table(), runNumber, batch);
    }

    private static String name(String prefix, PlanStep step) {
        return prefix + "_" + step.order();
    }

    private static String delete(
            PlanStep step, List<Column> columns, List<String> keys, String liveName, String extra) {
        String returning = columns.size() == 1 && !nested(columns)
                ? "t." + columns.get(0).sql() + " as f1"
                : fields(columns.size()).stream().map(field -> "u." + field).collect(Collectors.joining(", "));
        return deleteFrom(step, columns, keys, liveName, extra) + " returning " + returning;
    }

    /** Without telling which: a third faster. */
    private static String delete(PlanStep step, List<Column> columns, List<String> keys, String extra) {
        return deleteFrom(step, columns, keys, "live", extra);
    }

    private static String deleteFrom(
            PlanStep step, List<Column> columns, List<String> keys, String liveName, String extra) {
        String table = step.table().sql();
        if (columns.size() == 1 && !nested(columns)) {
            return "delete from " + table + " t where t." + columns.get(0).sql() + " = any (array(select " + keys.get(0)
                    + " from " + liveName + "))" + extra;
        }
        List<String> found = fields(columns.size());
        return "delete from " + table + " t using " + wanted(columns, keys, liveName) + " as u("
                + String.join(", ", found) + ") where " + equal("t", names(columns), "u", found) + extra;
    }

    /** Arrays keep the plan on the index; but one of arrays loses their bounds, and rows fall apart: those are joined. */
    private static String wanted(List<Column> columns, List<String> keys, String liveName) {
        if (nested(columns)) {
            return "(select distinct " + String.join(", ", keys) + " from " + liveName + ")";
        }
        return keys.stream()
                .map(column -> "array(select " + column + " from " + liveName + " order by n)")
                .collect(Collectors.joining(", ", "unnest(", ")"));
    }

    static boolean nested(List<Column> columns) {
        return columns.stream().anyMatch(Column::nested);
    }

    private static List<String> fields(int size) {
        return IntStream.rangeClosed(1, size).mapToObj(i -> "f" + i).toList();
    }

    /** Which kept keys still stand. */
    LiveSql live() {
        return live;
    }

    /** A full join is never a nested loop, which the planner would take for want of statistics: that is quadratic. */
    private static String counted(List<String> keys) {
        return written(
                ":table",
                "select l.ordinal, count(g.f1) as rows from gone g full join live l on "
                        + equal("g", fields(keys.size()), "l", keys) + " group by 1 having count(g.f1) > 0",
                "");
    }

    /** One row per table and chunk, however many organizations the chunk touches: a row for each would cost as much as the delete. */
    static String written(String table, String counts, String grouped) {
        return ", written as (insert into orgpurge.chunk (run_id, batch, round, table_no, ordinals, rows) "
                + "select :run, :batch, :round, " + table + ", array_agg(c.ordinal), array_agg(c.rows) from (" + counts
                + ") c" + grouped + " having count(*) > 0 returning rows)"
                + " select coalesce(sum(r.rows), 0) from written w cross join unnest(w.rows) as r(rows)";
    }
}
