package dev.orgpurge.purge;

import java.time.Duration;

/**
 * Guards, batches and pace; read from today's configuration, also on a restart.
 *
 * @param guards what refuses a night
 * @param batchOrganizations organizations that go together at most
 * @param batchRows rows that go together at most; a larger organization is its own batch
 * @param maxCircleRows rows that refer to each other in circles and go in one statement at most; an organization with more
 *     is blocked
 * @param targetChunk how long a chunk's transaction should take
 * @param workers connections that delete side by side
 * @param patience how long a run waits for a server that went away
 */
public record PurgeSettings(
        GuardSettings guards,
        int batchOrganizations,
        long batchRows,
        long maxCircleRows,
        Duration targetChunk,
        int workers,
        Duration patience) {

    /** What is waited for a server if nobody says otherwise: a restart, or a switch to another machine. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    public PurgeSettings(
            GuardSettings guards,
            int batchOrganizations,
            long batchRows,
            long maxCircleRows,
            Duration targetChunk,
            int workers) {
        this(guards, batchOrganizations, batchRows, maxCircleRows, targetChunk, workers, PATIENCE);
    }
}
