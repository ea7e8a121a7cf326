package dev.orgpurge.purge;

/**
 * One bound on rows per second for all workers. What a chunk deletes is known when it is over, so it is owed afterwards: no
 * chunk begins before what was deleted until then would have been let through.
 */
final class RateLimit {

    private double owed;
    private long at;

    RateLimit(long now) {
        this.at = now;
    }

    synchronized void deleted(long now, long rows, long rowsPerSecond) {
        settle(now, rowsPerSecond);
        owed += rows;
    }

    /** How long nothing may begin, by what is owed and the rate that holds now. */
    synchronized long waitNanos(long now, long rowsPerSecond) {
        settle(now, rowsPerSecond);
        return (long) Math.ceil(owed * 1e9 / rowsPerSecond);
    }

    private void settle(long now, long rowsPerSecond) {
        owed = Math.max(0, owed - (now - at) / 1e9 * rowsPerSecond);
        at = now;
    }
}
