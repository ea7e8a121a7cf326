package dev.orgpurge.purge;

import java.time.Duration;
import java.time.Instant;

/** Time as the pace of a run sees it. */
interface RunClock {

    /** The database's time. */
    Instant now();

    /** Counts on from any point in time. */
    long nanos();

    /**
     * Waits, but no longer than until somebody asks this process to stop.
     *
     * @throws StoppedException if somebody does
     */
    void sleep(Duration duration);
}
