package dev.orgpurge.ops;

import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.purge.PurgeRuns;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jline.utils.Signals;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/**
 * The first SIGTERM, SIGINT or SIGHUP stops a run at its chunk's edge, and the command then ends as any other: with its
 * answer, its last metrics and exit code 8. The second ends the process at once, which loses nothing that was committed.
 * Where no run is at work, a signal does what it always does.
 *
 * <p>The JVM's own handling would close the connection pool while the command still reads its answer from the database.
 */
@Component
@Lazy(false)
final class StopSignals implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(StopSignals.class);

    private static final int EXIT_BY_SIGNAL = 128;

    /** For a run that is still at work when the context closes; below Kubernetes' grace period of our manifest. */
    private static final long PATIENCE_SECONDS = 50;

    /** For a command to give its answer after its run has ended; a prompt would go on waiting for words. */
    private static final long ANSWER_SECONDS = 10;

    private final ConfigurableListableBeanFactory beans;
    private final AtomicBoolean signalled = new AtomicBoolean();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile boolean listening;

    StopSignals(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The prompt takes SIGINT over for as long as it is open. */
    @Override
    public void start() {
        listening = true;
        Signals.register("HUP", () -> received(1));
        Signals.register("INT", () -> received(2));
        Signals.register("TERM", () -> received(15));
    }

    private void received(int signal) {
        if (!signalled.compareAndSet(false, true)) {
            Runtime.getRuntime().halt(EXIT_BY_SIGNAL + signal);
        }
        try {
            PurgeRuns runs = runs();
            if (runs == null || !runs.stopIfAtWork()) {
                System.exit(EXIT_BY_SIGNAL + signal);
            } else {
                stopAndEnd(runs);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stopAndEnd(PurgeRuns runs) throws InterruptedException {
        if (runs.stop(Long.MAX_VALUE) && !closing.await(ANSWER_SECONDS, TimeUnit.SECONDS)) {
            System.exit(ExitCode.STOPPED.code());
        }
    }

    /** Whoever closes the context: the pool stays open until the run has reached its chunk's edge. */
    @Override
    public void stop() {
        listening = false;
        closing.countDown();
        try {
            PurgeRuns runs = runs();
            if (runs != null && !runs.stop(PATIENCE_SECONDS)) {
                LOG.warn("the run has not stopped within {} s; what was committed stands", PATIENCE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return listening;
    }

    @Override
    public int getPhase() {
        return Integer.MAX_VALUE;
    }

    /** Only if a command has made it: making it needs the database. */
    private @Nullable PurgeRuns runs() {
        for (String name : beans.getBeanNamesForType(PurgeRuns.class, false, false)) {
            if (beans.getSingleton(name) instanceof PurgeRuns runs) {
                return runs;
            }
        }
        return null;
    }
}
