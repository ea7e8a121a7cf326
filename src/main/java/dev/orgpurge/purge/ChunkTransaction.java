package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * One chunk: delete or detach a range, count it per organization, move the checkpoint; all or nothing. Only these commits
 * may be asynchronous: a crash can lose the last of them, but delete, count and checkpoint are lost together.
 */
@Component
final class ChunkTransaction {

    /** SET CONSTRAINTS makes deferred checks speak before the counts are written (manual, SET CONSTRAINTS). */
    private static final String SESSION = "set local lock_timeout = '2s'; set local statement_timeout = '60s'; "
            + "set local idle_in_transaction_session_timeout = '60s'; set constraints all immediate";

    /** As in {@link #SESSION}: a chunk that takes that long holds its locks for too long and is tried again, smaller. */
    private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(60);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ChunkGate gate;
    private final Objections objections;
    private final SliceStore slices;
    private final DriftGuard drift;

    ChunkTransaction(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChunkGate gate,
            Objections objections,
            SliceStore slices,
            DriftGuard drift) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.gate = gate;
        this.objections = objections;
        this.slices = slices;
        this.drift = drift;
    }

    /** @param rows deleted or altered */
    record Done(Slice slice, long rows) {}

    /** Whether a statement that was cancelled so long after its chunk began can have met our own timeout. */
    static boolean mayHaveTimedOut(long nanos) {
        return nanos >= STATEMENT_TIMEOUT.toNanos();
    }

    /**
     * @param width keys, or below a giant rows, or blocks where rows have no key
     * @param careful leave rows alone that anything still refers to
     */
    Done run(BatchContext batch, Work work, Slice slice, int width, boolean careful) {
        Done done = transaction.execute(status -> {
            SynchronousCommit commit = batch.context().settings().restraint().synchronousCommit();
            gate.enter(SESSION + (work.includesRoot() ? commit.forLastRows() : commit.forChunks()) + locks(work));
            objections.assertNone(batch, work);
            drift.check(batch.context());
            Done result = slice.giant()
                    ? below(batch, work.target(slice.target()), slice, width)
                    : range(batch, work, slice, width, careful);
            slices.advance(batch, slice, result.slice());
            return result;
        });
        if (done == null) {
            throw new IllegalStateException("a chunk always answers");
        }
        return done;
    }

    /**
     * Locks the tables as the delete itself will, before the schema is looked at: whoever adds a key, a trigger or a rule has
     * committed and is seen, or waits; partitions are locked with their table. For what detaches, a grant on the column is enough, and that does not allow to lock.
     */
    private static String locks(Work work) {
        return work.detaches()
                ? ""
                : work.steps().stream()
                        .map(step -> step.table().sql())
                        .collect(Collectors.joining(", ", "; lock table ", " in row exclusive mode"));
    }

    private Done range(BatchContext batch, Work work, Slice slice, int width, boolean careful) {
        long to = Math.min(slice.position() + width, slice.keyTo());
        DeleteSql sql = batch.deleteSql();
        long rows;
        if (work.detaches()) {
            rows = change(batch, work.number(), slice, to, sql.detach(work.detachment()));
        } else if (slice.core()) {
            rows = core(batch, work, slice, to, careful);
        } else if (batch.tables().isCollected(work.target(slice.target()))) {
            rows = byOwnKey(batch, work.target(slice.target()), slice, to, careful);
        } else {
            PlanStep step = work.target(slice.target());
            Relation relation = step.ownership().get(slice.pass());
            rows = change(batch, step.order(), slice, to, sql.byParent(step, relation, false));
        }
        return new Done(slice.at(to, null), rows);
    }

    private long byOwnKey(BatchContext batch, PlanStep step, Slice slice, long to, boolean careful) {
        DeleteSql sql = batch.deleteSql();
        lockIfNeeded(sql, step, slice, to, careful, LiveSql.BY_KEY);
        if (step.isRoot()) {
            assertStillDue(batch, slice.position(), to, LiveSql.BY_KEY);
        }
        long rows = change(batch, step.order(), slice, to, sql.byOwnKey(step, careful));
        if (step.isRoot()) {
            markDeleted(batch, slice.position(), to, LiveSql.BY_KEY);
        }
        return rows;
    }

    private long core(BatchContext batch, Work work, Slice slice, long to, boolean careful) {
        DeleteSql sql = batch.deleteSql();
        work.steps().forEach(step -> lockIfNeeded(sql, step, slice, to, careful, LiveSql.CORE));
        if (work.includesRoot()) {
            assertStillDue(batch, slice.position(), to, LiveSql.CORE);
        }
        long rows = change(batch, work.number(), slice, to, sql.core(work.steps(), careful));
        if (work.includesRoot()) {
            markDeleted(batch, slice.position(), to, LiveSql.CORE);
        }
        return rows;
    }

    private void lockIfNeeded(DeleteSql sql, PlanStep step, Slice slice, long to, boolean careful, String range) {
        if (careful || step.isRoot() || sql.needsLock(step)) {
            jdbc.sql(sql.lockOwn(step, range))
                    .param("from", slice.position())
                    .param("to", to)
                    .query(Long.class)
                    .single();
        }
    }

    /** The root rows are locked: whoever reactivated one before is seen, whoever wants to after must wait. */
    private void assertStillDue(BatchContext batch, long from, long to, String range) {
        List<Integer> ordinals = jdbc.sql(
                        "select k.ordinal from " + rootKeys(batch).sql() + " k where " + range)
                .param("from", from)
                .param("to", to)
                .query((row, i) -> row.getInt(1))
                .list();
        objections.assertStillDue(batch, new HashSet<>(ordinals));
    }

    private static KeyTable rootKeys(BatchContext batch) {
        return batch.collectSql().keys(batch.tables().step(batch.tables().plan().root()));
    }

    private void markDeleted(BatchContext batch, long from, long to, String range) {
        KeyTable keys = rootKeys(batch);
        jdbc.sql("update orgpurge.run_organization r set status = 'deleted' from " + keys.sql()
                        + " k where " + range + " and r.run_id = :run and r.ordinal = k.ordinal"
                        + " and r.status = 'claimed' and not exists (select from "
                        + keys.table().sql() + " p where " + PathSql.same("p", keys, "k") + ")")
                .param("from", from)
                .param("to", to)
                .param("run", batch.runId())
                .update();
    }

    private Done below(BatchContext batch, PlanStep giant, Slice slice, int width) {
        return giant.table().identity().isPresent()
                ? belowGiant(batch, giant, slice, width)
                : blocksBelowGiant(batch, giant, slice, width);
    }

    private Done belowGiant(BatchContext batch, PlanStep step, Slice slice, int width) {
        DeleteSql sql = batch.deleteSql();
        Relation relation = step.ownership().get(slice.pass());
        List<String> upto = bounded(jdbc.sql(sql.nextBound(step, relation)), slice)
                .param("to", slice.keyTo())
                .param("width", width)
                .query((row, i) -> List.of((String[]) row.getArray(1).getArray()))
                .optional()
                .orElse(null);
        long rows = bounded(bind(batch, step.order(), slice, slice.keyTo(), sql.byParent(step, relation, true)), slice)
                .param("last", upto == null)
                .param("upto", SliceStore.parameter(upto))
                .query(Long.class)
                .single();
        Slice next = upto == null ? slice.at(slice.keyTo(), null) : slice.at(slice.position(), upto);
        return new Done(next, rows);
    }

    /** Blocks of the largest part of a table, and how many parts it has: itself, or its partitions. */
    private record Extents(long blocks, int parts) {}

    /**
     * Below a giant in a table without a key, the table's blocks are gone through. Who updates a row moves it, maybe behind us:
     * what is left at the end goes then, unless it is a giant again. Where going through all blocks deleted nothing, what is left
     * stays: its parent moved away, or a trigger keeps it.
     */
    private Done blocksBelowGiant(BatchContext batch, PlanStep step, Slice slice, int width) {
        DeleteSql sql = batch.deleteSql();
        Relation relation = step.ownership().get(slice.pass());
        Extents extents = extents(step);
        List<String> before = slice.childKey();
        long first = before == null ? 0 : Long.parseLong(before.get(0));
        long goneBefore = before == null ? 0 : Long.parseLong(before.get(1));
        long next = first + Math.max(1, width / Math.max(1, extents.parts()));
        long rows = bind(batch, step.order(), slice, slice.keyTo(), sql.byBlocks(step, relation))
                .param("first", "(" + first + ",0)")
                .param("next", "(" + next + ",0)")
                .query(Long.class)
                .single();
        long gone = goneBefore + rows;
        if (next < extents.blocks()) {
            return new Done(slice.at(slice.position(), List.of(String.valueOf(next), String.valueOf(gone))), rows);
        }
        long left = jdbc.sql(sql.left(step, relation))
                .param("to", slice.keyTo())
                .param("most", SliceStore.GIANT_ROWS + 1)
                .query(Long.class)
                .single();
        if (left > SliceStore.GIANT_ROWS && gone > 0) {
            return new Done(slice.at(slice.position(), List.of("0", "0")), rows);
        }
        rows += change(batch, step.order(), slice, slice.keyTo(), sql.byParent(step, relation, false));
        return new Done(slice.at(slice.keyTo(), null), rows);
    }

    private Extents extents(PlanStep step) {
        return jdbc.sql("""
                        select coalesce(max(pg_relation_size(p.part)), 0) / current_setting('block_size')::bigint as blocks,
                               count(*)::integer as parts
                          from (select cast(:table as regclass) as part
                                 union
                                select t.relid from pg_partition_tree(cast(:table as regclass)) t where t.isleaf) p
                        """)
                .param("table", step.table().name().sql())
                .query((row, i) -> new Extents(row.getLong("blocks"), row.getInt("parts")))
                .single();
    }

    private static StatementSpec bounded(StatementSpec statement, Slice slice) {
        return statement
                .param("first", slice.childKey() == null)
                .param("after", SliceStore.parameter(slice.childKey()));
    }

    private long change(BatchContext batch, int table, Slice slice, long to, String sql) {
        return bind(batch, table, slice, to, sql).query(Long.class).single();
    }

    private StatementSpec bind(BatchContext batch, int work, Slice slice, long to, String sql) {
        return jdbc.sql(sql)
                .param("from", slice.position())
                .param("to", to)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("table", work);
    }
}
