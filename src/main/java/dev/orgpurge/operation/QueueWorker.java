package dev.orgpurge.operation;

import dev.orgpurge.operation.QueueRuns.Hand;
import dev.orgpurge.operation.QueueRuns.Taken;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.PurgeRuns;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.TransactionException;

/**
 * Makes runs of what is queued: everything that waits goes in the next one. What a process that died had taken up is gone on
 * with first, under the same request id, so that it is the same run.
 *
 * <p>While somebody else holds the run lock, deletions are left alone, queued or taken: a night carries them out itself
 * between two of its batches ({@link QueueInterlude}), and what it left when it died is gone on with here once the lock is
 * free. Rehearsals take no lock and wait for nobody.
 */
public final class QueueWorker {

    private static final Logger LOG = LoggerFactory.getLogger(QueueWorker.class);

    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Set<String> DELETIONS =
            Set.of(Taken.kind(Mode.EXECUTE, true), Taken.kind(Mode.EXECUTE, false));

    private static final int KINDS = 2 * Mode.values().length;

    private final OperationStore store;
    private final Operations operations;
    private final QueueRuns queue;
    private final PurgeRuns runs;
    private final StopHeard stop;
    private final Hand hand;
    private final AtomicBoolean away = new AtomicBoolean();
    private volatile boolean closing;

    QueueWorker(OperationStore store, Operations operations, QueueRuns queue, PurgeRuns runs, StopHeard stop) {
        this.store = store;
        this.operations = operations;
        this.queue = queue;
        this.runs = runs;
        this.stop = stop;
        this.hand = new Hand(runs::run, this::ending, null);
    }

    /**
     * Works until the process is asked to stop.
     *
     * @return true if a run was left to be gone on with
     */
    public boolean work() throws InterruptedException {
        while (!ending()) {
            boolean something = attempt(this::round);
            if (!something && !ending()) {
                operations.work().tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                operations.work().drainPermits();
            }
        }
        return stop.heard();
    }

    private boolean ending() {
        return closing || stop.heard();
    }

    /** Takes up no more, and lets nobody wait any longer. */
    public void close() {
        closing = true;
        operations.work().release();
        operations.tellAllAsTheyStand();
    }

    /** Looks who waits for an operation that is over, here or in another process. */
    public void tell() {
        attempt(() -> {
            if (runs.executing()) {
                store.deletionsWaitFor(Problem.LOCKED);
            }
            operations.tell();
            return true;
        });
    }

    /** Once a second, as long as the database is away: that is said once. */
    private boolean attempt(BooleanSupplier work) {
        try {
            boolean done = work.getAsBoolean();
            if (away.getAndSet(false)) {
                LOG.info("the database answers again; the queue is worked on");
            }
            return done;
        } catch (DataAccessResourceFailureException | TransactionException e) {
            if (!away.getAndSet(true)) {
                LOG.warn(
                        "the database does not answer ({}); the queue waits for it",
                        e.getClass().getSimpleName());
            }
            return false;
        } catch (RuntimeException e) {
            LOG.warn("the queue cannot be worked on now; it is tried again", e);
            return false;
        }
    }

    /** What was taken up before, then what waits; false if there is nothing that can be done now. */
    private boolean round() {
        Optional<String> obstacle = obstacle();
        obstacle.ifPresent(store::deletionsWaitFor);
        boolean locked = obstacle.isPresent();
        boolean something = false;
        for (String request : unsettled(locked)) {
            something |= !ending() && told(queue.goOn(request, hand));
        }
        Set<String> cannot = new HashSet<>(locked ? DELETIONS : Set.of());
        while (!ending() && cannot.size() < KINDS) {
            Optional<Taken> taken = queue.take(hand, cannot);
            if (taken.isEmpty()) {
                return something;
            }
            if (told(queue.carryOut(taken.get(), hand))) {
                something = true;
            } else {
                cannot.add(taken.get().kind());
            }
        }
        return something;
    }

    /** The code of what no deletion can begin against; asked before anything is taken, because taking is on record. */
    private Optional<String> obstacle() {
        if (runs.executing()) {
            return Optional.of(Problem.LOCKED);
        }
        return runs.refusal().map(Problem::code);
    }

    private List<String> unsettled(boolean locked) {
        return locked ? store.unsettled(Mode.REHEARSAL) : store.unsettled(Mode.values());
    }

    /** Whoever waits here need not wait for the next look. */
    private boolean told(boolean done) {
        operations.tell();
        return done;
    }
}
