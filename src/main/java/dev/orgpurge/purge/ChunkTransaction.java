package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.time.Duration;
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
    private final KeyedChunk keyed;
    private final GiantBounds bounds;

    ChunkTransaction(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChunkGate gate,
            Objections objections,
            SliceStore slices,
            DriftGuard drift,
            KeyedChunk keyed,
            GiantBounds bounds) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.gate = gate;
        this.objections = objections;
        this.slices = slices;
        this.drift = drift;
        this.keyed = keyed;
        this.bounds = bounds;
    }

    /** @param rows deleted or altered */
    record Done(Slice slice, long rows) {}

    /** Whether a statement that was cancelled so long after its chunk began can have met our own timeout. */
    static boolean mayHaveTimedOut(long nanos) {
        return nanos >= STATEMENT_TIMEOUT.toNanos();
    }

    /**
     * @param width keys, or below a giant rows, or blocks where rows have no key
     * @throws MiscountException if it has to be tried again with more caution
     */
    Done run(BatchContext batch, Work work, Slice slice, int width, Caution caution) {
        Done done = transaction.execute(status -> {
            SynchronousCommit commit = batch.context().settings().restraint().synchronousCommit();
            gate.enter(SESSION + (work.includesRoot() ? commit.forLastRows() : commit.forChunks()) + locks(work));
            objections.assertNone(batch, work);
            drift.check(batch.context());
            Done result = slice.giant()
                    ? below(batch, work.target(slice.target()), slice, width)
                    : range(batch, work, slice, width, caution);
            slices.advance(batch, slice, result.slice(), width);
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
                : work.touched().stream()
                        .map(step -> step.table().sql())
                        .collect(Collectors.joining(", ", "; lock table ", " in row exclusive mode"));
    }

    private Done range(BatchContext batch, Work work, Slice slice, int width, Caution caution) {
        long to = Math.min(slice.position() + width, slice.keyTo());
        DeleteSql sql = batch.deleteSql();
        if (work.detaches()) {
            long rows = change(batch, work.number(), slice, to, sql.detach(work.detachment()));
            return new Done(slice.at(to, null), rows);
        }
        if (slice.core()) {
            return new Done(slice.at(to, null), core(batch, work, slice, to, caution));
        }
        if (batch.tables().isCollected(work.target(slice.target()))) {
            KeyedChunk.Gone gone = keyed.run(batch, work, slice, to, caution);
            return new Done(slice.at(gone.to(), null), gone.rows());
        }
        return new Done(slice.at(to, null), byParent(batch, work.target(slice.target()), slice, to));
    }

    private long byParent(BatchContext batch, PlanStep step, Slice slice, long to) {
        Relation relation = step.ownership().get(slice.pass());
        DeleteSql sql = batch.deleteSql();
        List<Integer> ordinals = jdbc.sql(sql.owners(relation))
                .param("from", slice.position())
                .param("to", to)
                .query((row, i) -> row.getInt(1))
                .list();
        if (ordinals.size() != 1) {
            return change(batch, step.order(), slice, to, sql.byParent(step, relation));
        }
        long rows = jdbc.sql(sql.byParentOfOne(step, relation, DeleteSql.Cut.NONE))
                .param("from", slice.position())
                .param("to", to)
                .update();
        return written(batch, step, ordinals.get(0), rows);
    }

    private long written(BatchContext batch, PlanStep step, int ordinal, long rows) {
        ChunkCounts counts = new ChunkCounts(step.order());
        counts.add(ordinal, rows);
        counts.write(jdbc, batch);
        return rows;
    }

    private long core(BatchContext batch, Work work, Slice slice, long to, Caution caution) {
        DeleteSql sql = batch.deleteSql();
        boolean careful = caution == Caution.LEAVE_REFERRED;
        for (PlanStep step : work.steps()) {
            if (careful || step.isRoot() || sql.needsLock(step)) {
                jdbc.sql(sql.lockOwn(step, LiveSql.CORE))
                        .param("from", slice.position())
                        .param("to", to)
                        .query(Long.class)
                        .single();
            }
        }
        if (work.includesRoot()) {
            objections.assertStillDue(batch, RootRows.ordinals(jdbc, batch, slice.position(), to, LiveSql.CORE));
        }
        long rows = change(batch, work.number(), slice, to, sql.core(work.steps(), careful));
        if (work.includesRoot()) {
            RootRows.markDeleted(jdbc, batch, slice.position(), to, LiveSql.CORE);
        }
        return rows;
    }

    private Done below(BatchContext batch, PlanStep giant, Slice slice, int width) {
        return giant.table().identity().isPresent()
                ? belowGiant(batch, giant, slice, width)
                : blocksBelowGiant(batch, giant, slice, width);
    }

    private Done belowGiant(BatchContext batch, PlanStep step, Slice slice, int width) {
        DeleteSql sql = batch.deleteSql();
        Relation relation = step.ownership().get(slice.pass());
        List<String> upto = bounds.next(batch, step, slice, width);
        String delete = sql.byParentOfOne(step, relation, GiantBounds.cut(slice, upto));
        long rows = GiantBounds.bind(below(slice, delete), slice, upto).update();
        ofGiant(batch, step, slice, rows);
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
        long rows = below(slice, sql.byBlocks(step, relation))
                .param("first", "(" + first + ",0)")
                .param("next", "(" + next + ",0)")
                .update();
        ofGiant(batch, step, slice, rows);
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
        rows += change(batch, step.order(), slice, slice.keyTo(), sql.byParent(step, relation));
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

    private StatementSpec below(Slice slice, String sql) {
        return jdbc.sql(sql).param("from", slice.position()).param("to", slice.keyTo());
    }

    /** A giant is one parent, and so of one organization. */
    private void ofGiant(BatchContext batch, PlanStep step, Slice slice, long rows) {
        if (rows > 0) {
            int ordinal = below(slice, batch.deleteSql().owners(step.ownership().get(slice.pass())))
                    .query(Integer.class)
                    .single();
            written(batch, step, ordinal, rows);
        }
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
