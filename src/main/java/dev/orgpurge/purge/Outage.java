package dev.orgpurge.purge;

import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Waits for a server that went away, and finds out whether the run may go on there. */
@Component
final class Outage {

    private static final Logger LOG = LoggerFactory.getLogger(Outage.class);

    private final RunLock lock;
    private final RunStore runs;
    private final RunJobs jobs;
    private final StopSwitch stop;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());

    Outage(RunLock lock, RunStore runs, RunJobs jobs, StopSwitch stop) {
        this.lock = lock;
        this.runs = runs;
        this.jobs = jobs;
        this.stop = stop;
    }

    /**
     * The run as it is when the server is back and the lock is ours again; empty if that takes longer than the patience or
     * somebody wants this process to stop.
     *
     * @throws Problem locked, if another process took the run over
     */
    Optional<Run> over(Run run, Duration patience) {
        LOG.warn("run {}: the server went away, waiting for it up to {} s", run.id(), patience.toSeconds());
        long started = System.nanoTime();
        for (int failures = 0; ; failures++) {
            try {
                return resumable(run);
            } catch (DataAccessException | TransactionException e) {
                boolean late = System.nanoTime() - started >= patience.toNanos();
                if (late || !SqlFailure.of(e).transientError() || stopped(failures + 1)) {
                    return Optional.empty();
                }
            }
        }
    }

    private Optional<Run> resumable(Run run) {
        runs.assertOwned(run);
        lock.keep();
        jobs.recover(run);
        return Optional.of(runs.require(run.id()));
    }

    private boolean stopped(int failures) {
        try {
            return stop.awaitStop(backoff.after(failures).toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
