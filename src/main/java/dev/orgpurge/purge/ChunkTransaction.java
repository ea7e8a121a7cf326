package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    private final GiantChunk giants;
    private final BlockChunk blocks;

    ChunkTransaction(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChunkGate gate,
            Objections objections,
            SliceStore slices,
            DriftGuard drift,
            KeyedChunk keyed,
            GiantChunk giants,
            BlockChunk blocks) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.gate = gate;
        this.objections = objections;
        this.slices = slices;
        this.drift = drift;
        this.keyed = keyed;
        this.giants = giants;
        this.blocks = blocks;
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
            Done result =
                    switch (slice.kind()) {
                        case KEYS -> range(batch, work, slice, width, caution);
                        case GIANT -> giants.run(batch, work.target(slice.target()), slice, width);
                        case BLOCKS -> blocks.run(batch, work.target(slice.target()), slice, width);
                    };
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
        long rows = jdbc.sql(sql.byParentOfOne(step, relation, ""))
                .param("from", slice.position())
                .param("to", to)
                .update();
        ChunkCounts.write(jdbc, batch, step.order(), ordinals.get(0), rows);
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

    private long change(BatchContext batch, int table, Slice slice, long to, String sql) {
        return ChunkCounts.written(jdbc, batch, table, sql)
                .param("from", slice.position())
                .param("to", to)
                .query(Long.class)
                .single();
    }
}
