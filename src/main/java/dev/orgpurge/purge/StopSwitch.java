package dev.orgpurge.purge;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** This process's wish to stop: set by a signal or a command, looked at before every chunk. */
@Component
final class StopSwitch {

    private volatile CountDownLatch asked = new CountDownLatch(1);
    private final AtomicReference<@Nullable CountDownLatch> running = new AtomicReference<>();

    /** Does what a run does; whoever asks for the stop waits until this has ended. */
    <T> T whileRunning(Supplier<T> run) {
        CountDownLatch ended = new CountDownLatch(1);
        running.set(ended);
        try {
            return run.get();
        } finally {
            synchronized (this) {
                running.set(null);
                asked = new CountDownLatch(1);
            }
            ended.countDown();
        }
    }

    /** Asks for the stop without waiting for it; false, and forgotten, if nothing is running. */
    synchronized boolean stopIfRunning() {
        if (running.get() == null) {
            return false;
        }
        asked.countDown();
        return true;
    }

    boolean stopping() {
        return asked.getCount() == 0;
    }

    /**
     * To be called where a run can be left without harm.
     *
     * @throws StoppedException if somebody asked for the stop
     */
    void check() {
        if (stopping()) {
            throw new StoppedException("this process was asked to stop");
        }
    }

    /** Waits, but no longer than until somebody asks for the stop; true if so. */
    boolean awaitStop(long millis) throws InterruptedException {
        return asked.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Asks for the stop and waits until the run has ended; false if it has not within the time. */
    boolean stop(long seconds) throws InterruptedException {
        asked.countDown();
        CountDownLatch ended = running.get();
        return ended == null || ended.await(seconds, TimeUnit.SECONDS);
    }
}
