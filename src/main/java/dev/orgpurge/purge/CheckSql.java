package dev.orgpurge.purge;

import static dev.orgpurge.purge.PathSql.child;

import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.OwnershipPath;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.plan.Treatment;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The statements that look for references across organizations and, afterwards, for rows that were left. */
final class CheckSql {

    private final PlanTables tables;
    private final long runNumber;
    private final int batch;

    CheckSql(PlanTables tables, long runNumber, int batch) {
        this.tables = tables;
        this.runNumber = runNumber;
        this.batch = batch;
    }

    /**
     * Rows that refer to a kept row without belonging to the same organization: {@code referenced, owner, waiting, rows};
     * owner is null where the row belongs to nobody in the batch, waiting true if it belongs to somebody whose turn comes
     * later in the run. Empty if the policy lets them be detached whoever owns them.
     */
    Optional<String> foreignReferences(Reference reference) {
        if (reference.treatment() == Treatment.SET_NULL && reference.byPolicy()) {
            return Optional.empty();
        }
        Foreign foreign = foreign(reference);
        String waiting = "(" + foreign.owner() + " is null and "
                + waiting(reference.relation().child()) + ")";
        return Optional.of("select r.ordinal as referenced, " + foreign.owner() + " as owner, " + waiting
                + " as waiting, count(*) as rows" + foreign.from() + foreign.where() + " group by 1, 2, 3");
    }

    /** The ordinals of those whose turn comes later and whose rows refer to these organizations of the batch. */
    String waitingOwners(Reference reference, Collection<Integer> referenced) {
        Foreign foreign = foreign(reference);
        String where = foreign.where() + " and " + foreign.owner() + " is null and r.ordinal = any ('{"
                + referenced.stream().map(String::valueOf).collect(Collectors.joining(",")) + "}')";
        Table child = reference.relation().child();
        if (isRoot(child)) {
            return "select w.ordinal" + foreign.from() + " join " + candidate("x") + where;
        }
        return paths(child).stream()
                .map(path -> "select w.ordinal" + foreign.from() + PathSql.joins(path, "x") + " join "
                        + tables.plan().root().sql() + " p on "
                        + PathSql.childOf(PathSql.top(path, "x"), PathSql.last(path), "p") + " join " + candidate("p")
                        + where)
                .collect(Collectors.joining(" union "));
    }

    /** The parts of a question about rows {@code x} that refer to kept rows {@code r} of somebody else. */
    private record Foreign(String owner, String from, String where) {}

    private Foreign foreign(Reference reference) {
        Relation relation = reference.relation();
        KeyTable keys = keys(relation.parent());
        List<String> owners = new ArrayList<>();
        StringBuilder joins = new StringBuilder();
        ownerJoins(relation.child(), owners, joins);
        String same = owners.stream()
                .map(owner -> " and " + owner + " is distinct from r.ordinal")
                .collect(Collectors.joining());
        String somebody =
                reference.treatment() == Treatment.SET_NULL ? " and " + ownedBySomebody(relation.child()) : "";
        return new Foreign(
                owners.isEmpty() ? "null::integer" : "coalesce(" + String.join(", ", owners) + ", null)",
                " from " + keys.sql() + " r join " + relation.child().sql() + " x on " + child("x", relation, "r", keys)
                        + joins,
                " where true" + same + somebody);
    }

    /** The row belongs to an eligible organization of the run that stands in no batch yet. */
    private String waiting(Table child) {
        if (isRoot(child)) {
            return "exists (select from (select 1) s join " + candidate("x") + ")";
        }
        String any = paths(child).stream()
                .map(path -> PathSql.leads(
                        path,
                        "x",
                        "exists (select from " + tables.plan().root().sql() + " p join " + candidate("p") + " where "
                                + PathSql.childOf(PathSql.leadsTop(path, "x"), PathSql.last(path), "p") + ")"))
                .collect(Collectors.joining(" or "));
        return any.isEmpty() ? "false" : "(" + any + ")";
    }

    private String candidate(String rootRow) {
        return "orgpurge.run_organization w on w.run_id = (select run_id from orgpurge.run where number = " + runNumber
                + ") and w.organization = " + rootRow + "."
                + tables.plan().rootKey().sql()
                + "::text and w.status = 'pending' and w.batch is null";
    }

    private List<OwnershipPath> paths(Table table) {
        return tables.plan().step(table.name()).map(PlanStep::paths).orElse(List.of());
    }

    private void ownerJoins(Table child, List<String> owners, StringBuilder joins) {
        if (isRoot(child)) {
            KeyTable root = keys(child);
            joins.append(" left join ").append(root.sql()).append(" o1 on ").append(PathSql.same("x", root, "o1"));
            owners.add("o1.ordinal");
            return;
        }
        for (Relation up : ownership(child)) {
            String alias = "o" + (owners.size() + 1);
            KeyTable parent = keys(up.parent());
            joins.append(" left join ")
                    .append(parent.sql())
                    .append(' ')
                    .append(alias)
                    .append(" on ")
                    .append(child("x", up, alias, parent));
            owners.add(alias + ".ordinal");
        }
    }

    private String ownedBySomebody(Table child) {
        if (isRoot(child)) {
            return "true";
        }
        return PathSql.ownedBySomebody(paths(child), "x");
    }

    /**
     * Rows that belong to a kept parent by one relation and to somebody else by another: {@code referenced, owner, rows},
     * owner null if that one is not in the batch.
     */
    String twoOwners(Relation owning, Relation other) {
        KeyTable keys = keys(owning.parent());
        KeyTable others = keys(other.parent());
        String elsewhere = isRoot(other.parent())
                ? other.againstTheKey()
                        ? "exists (select from " + other.parent().sql() + " y where " + PathSql.childOf("x", other, "y")
                                + ")"
                        : "true"
                : "(q.ordinal is not null or exists (select from "
                        + other.parent().sql() + " y where "
                        + PathSql.childOf("x", other, "y") + " and "
                        + PathSql.ownedBySomebody(tables.step(other.parent()).paths(), "y") + "))";
        return "select k.ordinal as referenced, q.ordinal as owner, count(*) as rows from " + keys.sql() + " k join "
                + owning.child().sql() + " x on " + child("x", owning, "k", keys) + " left join " + others.sql()
                + " q on " + child("x", other, "q", others) + " where " + PathSql.notNull("x", other.columns())
                + PathSql.when(other, "x")
                + " and q.ordinal is distinct from k.ordinal and " + elsewhere + " group by 1, 2";
    }

    /**
     * Two relations by which one row could have two owners.
     *
     * @param alsoSwapped the same pair is asked about the other way round, too
     */
    record OwnerPair(Relation owning, Relation other, boolean alsoSwapped) {}

    List<OwnerPair> ownerPairs() {
        List<OwnerPair> pairs = new ArrayList<>();
        for (PlanStep step : tables.deleted()) {
            for (Relation one : step.ownership()) {
                step.ownership().stream()
                        .filter(other -> !other.name().equals(one.name()))
                        .forEach(other -> pairs.add(new OwnerPair(one, other, true)));
                tables.plan().references().stream()
                        .filter(Reference::coOwner)
                        .map(Reference::relation)
                        .filter(other -> other.child().name().equals(one.child().name()))
                        .forEach(other -> pairs.add(new OwnerPair(one, other, false)));
            }
        }
        return pairs;
    }

    /** The whole recount: whatever hangs off a kept key, children first; what hangs off none need not be looked for. */
    List<Question> recount(KeyRows kept) {
        List<PlanStep> collected = tables.collected().stream().filter(kept::any).toList();
        List<Question> questions = new ArrayList<>();
        collected.stream()
                .filter(step -> !step.isRoot())
                .forEach(step -> questions.add(new Question(Question.Kind.MARK_MOVED, step.order(), markMoved(step))));
        tables.deleted().stream()
                .filter(step -> kept.mayOwn(tables, step))
                .forEach(step -> questions.add(new Question(Question.Kind.REMAINING, step.order(), remaining(step))));
        collected.forEach(step -> questions.add(new Question(Question.Kind.MOVED, step.order(), moved(step))));
        return questions;
    }

    /** Marks kept keys whose rows live on under another owner, so that their children are not mistaken for leftovers. */
    private String markMoved(PlanStep step) {
        KeyTable keys = keys(step.table());
        KeyTable root = keys(tables.plan().root());
        return "update " + keys.sql() + " k set moved = true from "
                + step.table().sql() + " p, " + root.sql()
                + " o where o.ordinal = k.ordinal and " + PathSql.same("p", keys, "k") + " and not k.moved and not "
                + PathSql.ownedBy(step.paths(), "p", "o", root) + " and (" + PathSql.ownedBySomebody(step.paths(), "p")
                + " or " + unlinked(step) + ")";
    }

    /** How many kept keys of a table are marked as moved: {@code ordinal, rows}. */
    private String moved(PlanStep step) {
        return "select ordinal, count(*) as rows from " + keys(step.table()).sql() + " where moved group by 1";
    }

    /** A row whose parent merely vanished is no moved row: only one that points nowhere any more is. */
    private static String unlinked(PlanStep step) {
        return step.ownership().stream()
                .map(relation -> "not (" + PathSql.notNull("p", relation.columns()) + ")")
                .collect(Collectors.joining(" and ", "(", ")"));
    }

    /** Rows of a table that still point at kept parents: {@code ordinal, rows}. */
    private String remaining(PlanStep step) {
        if (step.isRoot()) {
            KeyTable keys = keys(step.table());
            return "select k.ordinal, count(*) as rows from " + keys.sql() + " k where exists (select from "
                    + step.table().sql() + " t where " + PathSql.same("t", keys, "k") + ") group by 1";
        }
        String union = step.ownership().stream()
                .map(relation -> {
                    KeyTable parent = keys(relation.parent());
                    return "select k.ordinal, count(*) as rows from "
                            + step.table().sql() + " t, " + parent.sql() + " k where not k.moved and "
                            + child("t", relation, "k", parent) + " group by 1";
                })
                .collect(Collectors.joining(" union all "));
        return "select ordinal, sum(rows)::bigint as rows from (" + union + ") u group by 1";
    }

    /** One organization's rows of a table by its live paths; {@code :organization} is the root key as text. */
    static String rowsOf(PlanTables tables, PlanStep step) {
        return rows(
                tables,
                step,
                "= cast(:organization as " + tables.plan().rootKey().sqlType() + ")");
    }

    /** Rows of a table that belong to any organization that may go in {@code :run}. */
    static String rowsOfEligible(PlanTables tables, PlanStep step) {
        return rows(
                tables,
                step,
                "in (select cast(e.organization as " + tables.plan().rootKey().sqlType()
                        + ") from orgpurge.run_organization e where e.run_id = :run and e.status = 'pending')");
    }

    private static String rows(PlanTables tables, PlanStep step, String key) {
        return "select count(*) from " + step.table().sql() + " t where " + belongs(tables, step.table(), "t", key);
    }

    /** The row belongs, by its live paths, to a root row whose key is as {@code key} says; false for what nobody owns. */
    private static String belongs(PlanTables tables, Table table, String row, String key) {
        String rootKey = tables.plan().rootKey().sql();
        if (table.name().equals(tables.plan().root().name())) {
            return row + "." + rootKey + " " + key;
        }
        List<OwnershipPath> paths =
                tables.plan().step(table.name()).map(PlanStep::paths).orElse(List.of());
        String any = paths.stream()
                .map(path -> PathSql.leads(
                        path,
                        row,
                        "exists (select from " + tables.plan().root().sql() + " r where "
                                + PathSql.childOf(PathSql.leadsTop(path, row), PathSql.last(path), "r") + " and r."
                                + rootKey + " " + key + ")"))
                .collect(Collectors.joining(" or "));
        return any.isEmpty() ? "false" : "(" + any + ")";
    }

    /** Keys of rows that refer to rows of {@code :organization} and do not belong to it; at most {@code :most}. */
    static String referringFromOutside(PlanTables tables, Relation relation) {
        String key = "= cast(:organization as " + tables.plan().rootKey().sqlType() + ")";
        return "select " + shown(relation.child()) + " from " + relation.child().sql() + " x join "
                + relation.parent().sql() + " p on " + PathSql.childOf("x", relation, "p") + " where "
                + belongs(tables, relation.parent(), "p", key) + " and not "
                + belongs(tables, relation.child(), "x", key)
                + " limit :most";
    }

    /** Keys of rows that belong to {@code :organization} and refer to rows that do not; at most {@code :most}. */
    static String referringOutside(PlanTables tables, Relation relation) {
        String key = "= cast(:organization as " + tables.plan().rootKey().sqlType() + ")";
        return "select " + shown(relation.child()) + " from " + relation.child().sql() + " x join "
                + relation.parent().sql() + " p on " + PathSql.childOf("x", relation, "p") + " where "
                + belongs(tables, relation.child(), "x", key) + " and not "
                + belongs(tables, relation.parent(), "p", key)
                + " limit :most";
    }

    private static String shown(Table table) {
        return table.identity().orElseThrow().columns().stream()
                .map(column -> "x." + column.sql() + "::text")
                .collect(Collectors.joining(", ", "concat_ws(', ', ", ")"));
    }

    private boolean isRoot(Table table) {
        return table.name().equals(tables.plan().root().name());
    }

    private List<Relation> ownership(Table table) {
        return tables.plan().step(table.name()).map(PlanStep::ownership).orElse(List.of());
    }

    private KeyTable keys(Table table) {
        return tables.requireKeys(table, runNumber, batch);
    }
}
