package dev.orgpurge.purge;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * One worker's way through its chunks. It waits between them: outside any transaction, with no lock but the run's, and
 * listening to everybody who may say no.
 */
final class Lane implements AutoCloseable {

    /** So soon a stop from elsewhere, a pause, and the end of what is waited for are heard. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration SHORT_LOOK = Duration.ofMillis(100);

    /** A session that somebody ended is no reason to leave; a server that stays away is for the whole run to deal with. */
    private static final int MAX_FAILURES = 3;

    private final Watch watch;
    private final RunClock clock;
    private final Objections objections;
    private final BatchContext batch;
    private final Set<String> tables;
    private final Pace pace;
    private long asked;
    private int failures;
    private long halvedFor;

    Lane(Watch watch, RunClock clock, Objections objections, BatchContext batch, Set<String> tables, Pace pace) {
        this.watch = watch;
        this.clock = clock;
        this.objections = objections;
        this.batch = batch;
        this.tables = tables;
        this.pace = pace;
        this.asked = clock.nanos();
    }

    /**
     * Before a chunk: returns when it may begin.
     *
     * @throws StoppedException if the run is to be left here
     */
    void before() {
        Night night = batch.context().night();
        night.check();
        while (!watch.hasTurn(this)) {
            look(SHORT_LOOK);
        }
        Optional<Obstacle> obstacle = obstacle();
        while (obstacle.isPresent()) {
            await(obstacle.get());
            obstacle = obstacle();
        }
        night.check();
        pace.aim(watch.monitor().pacing().targetChunk());
    }

    private Optional<Obstacle> obstacle() {
        Optional<Obstacle> obstacle = watch.monitor().against(tables);
        obstacle.filter(one -> one.reason() == WaitReason.BLOCKED_SESSIONS).ifPresent(one -> halve());
        return obstacle.or(() -> owed().map(time -> new Obstacle(
                WaitReason.ROWS_PER_SECOND,
                "at most " + watch.monitor().pacing().rowsPerSecond() + " rows/s")));
    }

    /** Once for each time that somebody was seen to wait for us. */
    private void halve() {
        long seen = watch.monitor().number();
        if (seen != halvedFor) {
            halvedFor = seen;
            pace.halve();
        }
    }

    private Optional<Duration> owed() {
        Long most = watch.monitor().pacing().rowsPerSecond();
        return most == null
                ? Optional.empty()
                : Optional.of(watch.rate().waitNanos(clock.nanos(), most))
                        .filter(nanos -> nanos > 0)
                        .map(Duration::ofNanos);
    }

    private void await(Obstacle first) {
        Obstacle latest = first;
        watch.waits().begin(first);
        try {
            Optional<Obstacle> now = Optional.of(first);
            while (now.filter(one -> one.reason() == first.reason()).isPresent()) {
                latest = now.get();
                watch.waits().still(latest);
                look(step(first));
                now = obstacle();
            }
        } finally {
            watch.waits().end(latest);
        }
    }

    private Duration step(Obstacle obstacle) {
        if (obstacle.reason() == WaitReason.ROWS_PER_SECOND) {
            return owed().filter(time -> time.compareTo(LOOK) < 0)
                    .map(time -> time.plusMillis(1))
                    .orElse(LOOK);
        }
        Duration interval = batch.context().settings().restraint().interval();
        return interval.compareTo(LOOK) < 0 ? interval : LOOK;
    }

    /**
     * After a chunk: notes what it took, and pauses for its share. A chunk that is larger than what may go in a second is too
     * large.
     */
    void after(Duration took, long rows) {
        Pacing pacing = watch.monitor().pacing();
        Long most = pacing.rowsPerSecond();
        if (most != null) {
            watch.rate().deleted(clock.nanos(), rows, most);
            if (rows > most) {
                pace.halve();
            }
        }
        if (pacing.niceRatio().signum() > 0) {
            beNice(pacing.niceRatio(), took);
        }
    }

    private void beNice(BigDecimal ratio, Duration took) {
        long end = clock.nanos()
                + ratio.multiply(BigDecimal.valueOf(took.toNanos())).longValue();
        Obstacle nice = new Obstacle(WaitReason.NICE_RATIO, "nice ratio " + ratio.toPlainString());
        watch.waits().begin(nice);
        try {
            for (long left = end - clock.nanos(); left > 0; left = end - clock.nanos()) {
                look(Duration.ofNanos(Math.min(left + 1_000_000, LOOK.toNanos())));
            }
        } finally {
            watch.waits().end(nice);
        }
    }

    /** Sleeps, and hears who says no: this process's stop at once, everything else once a second. */
    private void look(Duration time) {
        clock.sleep(time);
        objections.checkProcess(batch.run());
        batch.context().night().check();
        if (clock.nanos() - asked >= LOOK.toNanos()) {
            asked = clock.nanos();
            ask();
        }
    }

    private void ask() {
        RuntimeException failure = objection();
        failures = failure == null ? 0 : failures + 1;
        if (failure != null
                && (failures >= MAX_FAILURES || !SqlFailure.of(failure).transientError())) {
            throw failure;
        }
    }

    private @Nullable RuntimeException objection() {
        try {
            objections.check(batch.run());
            return null;
        } catch (DataAccessException | TransactionException e) {
            return e;
        }
    }

    @Override
    public void close() {
        watch.leave(this);
    }
}
