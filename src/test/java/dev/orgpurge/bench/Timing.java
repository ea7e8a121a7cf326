package dev.orgpurge.bench;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How long a contender took.
 *
 * @param took the work itself
 * @param process of the whole process, where it is one
 * @param deleted rows, if the contender says so itself
 */
record Timing(
        Instant began, Duration took, Optional<Duration> process, OptionalLong deleted, Optional<ChunkTimes> chunks) {

    /** By the benchmark's own clock. */
    static Timing of(Work work) throws SQLException {
        Instant began = Instant.now();
        long nanos = System.nanoTime();
        work.run();
        Duration took = Duration.ofNanos(System.nanoTime() - nanos);
        return new Timing(began, took, Optional.empty(), OptionalLong.empty(), Optional.empty());
    }

    @FunctionalInterface
    interface Work {
        void run() throws SQLException;
    }

    double seconds() {
        return took.toNanos() / 1e9;
    }
}
