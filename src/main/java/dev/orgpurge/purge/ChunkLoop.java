package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PlanStep;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Goes through slices chunk by chunk. Transient errors are tried again outside the broken transaction, with a pause and a
 * smaller chunk, after reading the committed checkpoint. Any other error is narrowed down to one organization, which then
 * fails alone.
 */
@Component
final class ChunkLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ChunkLoop.class);

    static final String CANCELLED = "somebody cancelled a statement in the database";

    private static final int MAX_ATTEMPTS = 12;

    /** Somebody who holds a row for longer than that keeps one organization back, not the night. */
    private static final int MAX_LOCK_ATTEMPTS = 8;

    /** A connection may break; whether the server is gone is for the whole run to find out, see {@link Outage}. */
    private static final int MAX_CONNECTION_ATTEMPTS = 3;

    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final ChunkTransaction chunks;
    private final SliceStore slices;
    private final FailedOrganizations failures;
    private final RowCircles circles;
    private final Freezing freezing;
    private final Objections objections;
    private final DriftGuard drift;
    private final StopSwitch stop;
    private final RunLock lock;
    private final Announcer announcer;
    private final Throttle throttle;
    private final GiantBounds bounds;

    ChunkLoop(
            ChunkTransaction chunks,
            SliceStore slices,
            FailedOrganizations failures,
            RowCircles circles,
            Freezing freezing,
            Objections objections,
            DriftGuard drift,
            StopSwitch stop,
            RunLock lock,
            Announcer announcer,
            Throttle throttle,
            GiantBounds bounds) {
        this.chunks = chunks;
        this.slices = slices;
        this.failures = failures;
        this.circles = circles;
        this.freezing = freezing;
        this.objections = objections;
        this.drift = drift;
        this.stop = stop;
        this.lock = lock;
        this.announcer = announcer;
        this.throttle = throttle;
        this.bounds = bounds;
    }

    /**
     * Works a slice to its end and returns the rows deleted or altered; stops before a chunk when asked to.
     *
     * @param rowsPerKey how many rows one of its keys stands for, on average
     */
    long drain(BatchContext batch, Work work, Slice slice, double rowsPerKey) {
        Duration target = batch.context().settings().targetChunk();
        Pace pace = pace(work, slice, target, rowsPerKey);
        String kind = work.number() + " " + slice.kind();
        pace.goOn(batch.context().widths().getOrDefault(kind, slice.width()));
        try (Lane lane = throttle.lane(batch, work, pace)) {
            return drain(batch, work, slice, pace, lane);
        } finally {
            bounds.forget(batch, slice);
            batch.context().widths().put(kind, pace.width());
        }
    }

    private long drain(BatchContext batch, Work work, Slice slice, Pace pace, Lane lane) {
        long rows = 0;
        Slice at = slice;
        int attempt = 0;
        Caution caution = Caution.NONE;
        while (!at.done()) {
            objections.checkProcess(batch.run());
            lane.before();
            long started = System.nanoTime();
            try {
                lock.keep();
                if (at.giant() && keyed(work, at)) {
                    bounds.find(batch, work.target(at.target()), at);
                    started = System.nanoTime();
                }
                ChunkTransaction.Done done = chunks.run(batch, work, at, pace.width(), caution);
                Duration took = Duration.ofNanos(System.nanoTime() - started);
                pace.took(took, done.rows());
                rows += done.rows();
                at = done.slice();
                attempt = 0;
                caution = Caution.NONE;
                announce(batch, work, done.rows(), took);
                lane.after(took, done.rows());
            } catch (HeldBackException e) {
                freezing.takeOut(batch, e.reasons());
                at = committed(batch, at);
            } catch (MiscountException e) {
                LOG.info("run {}: {}; counting each row", batch.runId(), e.getMessage());
                caution = Caution.COUNT_EACH_ROW;
            } catch (CrowdedRangeException e) {
                LOG.debug("run {}: {}; taking fewer keys", batch.runId(), e.getMessage());
                pace.halve();
            } catch (GateBusyException e) {
                if (++attempt >= MAX_ATTEMPTS) {
                    throw e;
                }
            } catch (DataAccessException | TransactionException e) {
                SqlFailure failure = SqlFailure.of(e);
                boolean tooSlow = failure.cancelled() && ChunkTransaction.mayHaveTimedOut(System.nanoTime() - started);
                if (failure.transientError() || tooSlow) {
                    at = retry(batch, work, at, pace, failure, ++attempt, e);
                    pace.halve();
                } else if (failure.cancelled()) {
                    throw new StoppedException(CANCELLED);
                } else if (failure.nobodysRows()) {
                    throw e;
                } else if (failure.foreignKeyViolation() && caution != Caution.LEAVE_REFERRED) {
                    caution = Caution.LEAVE_REFERRED;
                } else {
                    drift.suspect(batch.context(), failure);
                    at = narrow(batch, work, at, pace, failure, e);
                }
            }
        }
        return rows;
    }

    private static Pace pace(Work work, Slice slice, Duration target, double rowsPerKey) {
        return switch (slice.kind()) {
            case KEYS -> Pace.ofKeys(target, rowsPerKey);
            case GIANT -> keyed(work, slice) ? Pace.ofRows(target) : Pace.ofBlocks(target);
            case BLOCKS -> Pace.ofBlocks(target);
        };
    }

    private static boolean keyed(Work work, Slice slice) {
        return work.target(slice.target()).table().identity().isPresent();
    }

    private void announce(BatchContext batch, Work work, long rows, Duration took) {
        if (work.detaches()) {
            announcer.chunkDetached(batch.runId(), work.tableName(), rows, took);
        } else {
            batch.context().night().deleted(rows);
            announcer.chunkDeleted(batch.runId(), work.tableName(), rows, took);
        }
    }

    private Slice retry(
            BatchContext batch,
            Work work,
            Slice at,
            Pace pace,
            SqlFailure failure,
            int attempt,
            RuntimeException cause) {
        if (attempt >= attempts(failure)) {
            if (failure.lockNotHad() || failure.cancelled()) {
                return narrow(batch, work, at, pace, failure, cause);
            }
            throw cause;
        }
        batch.context().retried(failure.sqlState());
        announcer.chunkRetried(batch.runId(), work.tableName(), failure.sqlState());
        LOG.info("run {}: {} met SQLSTATE {}, trying again", batch.runId(), work.tableName(), failure.sqlState());
        pause(attempt);
        return committed(batch, at);
    }

    private static int attempts(SqlFailure failure) {
        if (failure.connectionLost()) {
            return MAX_CONNECTION_ATTEMPTS;
        }
        return failure.lockNotHad() || failure.cancelled() ? MAX_LOCK_ATTEMPTS : MAX_ATTEMPTS;
    }

    private void pause(int attempt) {
        try {
            if (stop.awaitStop(backoff.after(attempt).toMillis())) {
                throw new StoppedException("this process was asked to stop");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException("this process was interrupted");
        }
    }

    /** The outcome of a commit whose answer was lost is unknown until the checkpoint has been read. */
    private Slice committed(BatchContext batch, Slice at) {
        try {
            objections.check(batch.run());
            return slices.read(batch, at);
        } catch (DataAccessException | TransactionException e) {
            if (SqlFailure.of(e).transientError()) {
                return at;
            }
            throw e;
        }
    }

    /**
     * Halves the range, down to one key; that one's organization fails. If it had failed before, it is not the guilty one. A block
     * holds rows of many: they are left to their organizations' keys.
     */
    private Slice narrow(
            BatchContext batch, Work work, Slice at, Pace pace, SqlFailure failure, RuntimeException cause) {
        if (at.blocks()) {
            LOG.info(
                    "run {}: {} goes on by keys after SQLSTATE {}",
                    batch.runId(),
                    work.tableName(),
                    failure.sqlState());
            return slices.leave(batch, at);
        }
        boolean single = at.giant() || pace.width() == 1 || at.keyTo() - at.position() == 1;
        if (!single) {
            pace.halve();
            return at;
        }
        SqlFailure named = failure.at(work.tableName());
        boolean failed = at.core()
                ? failures.fail(batch, circles.owners(batch, work, at.position() + 1), named)
                : failures.fail(batch, keys(batch, work, at), at.position() + 1, named);
        if (!failed) {
            throw cause;
        }
        return at;
    }

    private static KeyTable keys(BatchContext batch, Work work, Slice at) {
        if (work.detaches()) {
            return keys(batch, work.detachment().relation().parent());
        }
        PlanStep step = work.target(at.target());
        boolean own = batch.tables().isCollected(step);
        return keys(batch, own ? step.table() : step.ownership().get(at.pass()).parent());
    }

    private static KeyTable keys(BatchContext batch, Table table) {
        return batch.tables().requireKeys(table, batch.run().number(), batch.batch());
    }
}
