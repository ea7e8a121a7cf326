package dev.orgpurge.purge;

import static dev.orgpurge.purge.PathSql.child;
import static dev.orgpurge.purge.PathSql.names;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that go through a table's blocks, from {@code :first} up to but not including {@code :next}, in every
 * partition. Where a row lies says nothing of whose it is, so each is asked for its parent; as a condition that no index
 * serves, because all chunks together shall read each row once.
 */
final class BlockSql {

    private final DeleteSql deletes;

    BlockSql(DeleteSql deletes) {
        this.deletes = deletes;
    }

    /** Deletes the children of the only parent of the range {@code :from}, {@code :to}; the server's own row count is all that is to know. */
    String ofOne(PlanStep step, Relation relation) {
        List<String> parents = parents(relation);
        List<String> columns = names(relation.columns());
        String below = IntStream.range(0, columns.size())
                .mapToObj(i -> "t." + columns.get(i) + " = (select " + parents.get(i) + " from live)")
                .collect(Collectors.joining(" and "));
        return "with " + deletes.live().shared("live", deletes.keys(relation), relation) + " "
                + delete(step, relation, below);
    }

    /**
     * Deletes the rows directly below any organization of the range {@code :from}, {@code :to}, and writes their counts. A row's own
     * column, as it is in that statement, is the whole way to its organization.
     */
    String ofAll(PlanStep step, Relation relation) {
        String column = "t." + relation.columns().get(0).sql();
        String parent = parents(relation).get(0);
        return "with " + deletes.live().shared("live", deletes.keys(relation), relation) + ", gone as ("
                + delete(step, relation, column + " in (select " + parent + " from live)") + " returning " + column
                + " as f1)"
                + DeleteSql.written(
                        ":table",
                        "select l.ordinal, g.rows from (select f1, count(*) as rows from gone group by 1) g"
                                + " full join live l on l." + parent + " = g.f1 where g.rows > 0",
                        "");
    }

    /** True if {@link #ofAll} fits: the row hangs off the organization by one column and by nothing else. */
    boolean fits(PlanStep step) {
        if (step.ownership().size() != 1 || step.paths().size() != 1) {
            return false;
        }
        Relation relation = step.ownership().get(0);
        return relation.columns().size() == 1
                && !DeleteSql.nested(relation.columns())
                && deletes.live().needsNoLock(deletes.keys(relation), relation)
                && !relation.againstTheKey();
    }

    private static String delete(PlanStep step, Relation relation, String below) {
        return "delete from " + step.table().sql()
                + " t where t.ctid >= cast(:first as tid) and t.ctid < cast(:next as tid) and case when " + below
                + PathSql.when(relation, "t") + " then true else false end";
    }

    /** How many rows are left below the parent {@code :to}; looks no further than {@code :most}. */
    String left(PlanStep step, Relation relation) {
        KeyTable keys = deletes.keys(relation);
        return "select count(*) from (select from " + step.table().sql() + " t join " + keys.sql()
                + " k on k.n = :to and " + child("t", relation, "k", keys) + " limit :most) l";
    }

    private List<String> parents(Relation relation) {
        return PathSql.comparable(relation, PathSql.keyNames(deletes.keys(relation), relation.parentColumns()));
    }
}
