package dev.orgpurge.purge;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Keeps the time that a run waits, by reason, and says so: in the log and in our tables when a wait begins and ends, to the
 * listeners all along. However many workers wait for the same thing, it is the run that waits.
 */
final class Waits {

    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);

    private final UUID run;
    private final RunClock clock;
    private final PaceStore store;
    private final Announcer announcer;
    private final Map<WaitReason, Wait> waits = new EnumMap<>(WaitReason.class);
    private final Map<WaitReason, Long> nanos = new EnumMap<>(WaitReason.class);

    /** Workers that wait for the same thing. */
    private static final class Wait {
        private final long begun;
        private long toldOf;
        private int workers;

        Wait(long now) {
            begun = now;
            toldOf = now;
        }
    }

    /** @param before milliseconds waited in earlier attempts */
    Waits(UUID run, RunClock clock, PaceStore store, Announcer announcer, Map<WaitReason, Long> before) {
        this.run = run;
        this.clock = clock;
        this.store = store;
        this.announcer = announcer;
        before.forEach(
                (reason, millis) -> nanos.put(reason, Duration.ofMillis(millis).toNanos()));
    }

    synchronized void begin(Obstacle obstacle) {
        Wait wait = waits.computeIfAbsent(obstacle.reason(), reason -> new Wait(clock.nanos()));
        wait.workers++;
        if (wait.workers == 1 && !obstacle.reason().ownPace()) {
            LOG.info("run {} waits: {}", run, obstacle.why());
            write(obstacle);
        }
        still(obstacle);
    }

    /** To be called while it lasts: what is waited for may look different by now. */
    synchronized void still(Obstacle obstacle) {
        Wait wait = waits.get(obstacle.reason());
        if (wait != null) {
            long now = clock.nanos();
            long more = now - wait.toldOf;
            wait.toldOf = now;
            nanos.merge(obstacle.reason(), more, Long::sum);
            announcer.waited(run, obstacle.reason(), obstacle.why(), Duration.ofNanos(more));
        }
    }

    synchronized void end(Obstacle obstacle) {
        still(obstacle);
        Wait wait = waits.get(obstacle.reason());
        if (wait != null && --wait.workers == 0) {
            waits.remove(obstacle.reason());
            if (!obstacle.reason().ownPace()) {
                LOG.info(
                        "run {} goes on after {} s: {}",
                        run,
                        Duration.ofNanos(clock.nanos() - wait.begun).toSeconds(),
                        obstacle.why());
                write(null);
            }
        }
    }

    /** Before the first wait and after the last: nobody waits, whatever a process that died has left. */
    synchronized void settle() {
        write(null);
    }

    /** For people who look from elsewhere; the wait itself does not depend on it. */
    private void write(@Nullable Obstacle obstacle) {
        Map<WaitReason, Long> millis = new EnumMap<>(WaitReason.class);
        nanos.forEach(
                (reason, time) -> millis.put(reason, Duration.ofNanos(time).toMillis()));
        try {
            store.waits(run, obstacle, Collections.unmodifiableMap(millis));
        } catch (DataAccessException | TransactionException e) {
            LOG.debug(
                    "what run {} waits for could not be written (SQLSTATE {})",
                    run,
                    SqlFailure.of(e).sqlState());
        }
    }
}
