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
 * @param pacing how fast, as configured
 * @param patience how long a run waits for a server that went away
 * @param restraint what else keeps a run within bounds
 */
public record PurgeSettings(
        GuardSettings guards,
        int batchOrganizations,
        long batchRows,
        long maxCircleRows,
        Pacing pacing,
        Duration patience,
        Restraint restraint) {

    /** What is waited for a server if nobody says otherwise: a restart, or a switch to another machine. */
    public static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The run lock, the checkpoint reader and the job's metadata each take a connection beside the workers. */
    public static final int CONNECTIONS_BESIDE_WORKERS = 3;

    public PurgeSettings(
            GuardSettings guards,
            int batchOrganizations,
            long batchRows,
            long maxCircleRows,
            Duration targetChunk,
            int workers) {
        this(guards, batchOrganizations, batchRows, maxCircleRows, targetChunk, workers, PATIENCE);
    }

    public PurgeSettings(
            GuardSettings guards,
            int batchOrganizations,
            long batchRows,
            long maxCircleRows,
            Duration targetChunk,
            int workers,
            Duration patience) {
        this(
                guards,
                batchOrganizations,
                batchRows,
                maxCircleRows,
                Pacing.unbound(targetChunk, workers),
                patience,
                Restraint.NONE);
    }

    public Duration targetChunk() {
        return pacing.targetChunk();
    }

    public int workers() {
        return pacing.workers();
    }

    PurgeSettings with(Pacing newPacing) {
        return new PurgeSettings(guards, batchOrganizations, batchRows, maxCircleRows, newPacing, patience, restraint);
    }

    PurgeSettings with(Restraint newRestraint) {
        return new PurgeSettings(guards, batchOrganizations, batchRows, maxCircleRows, pacing, patience, newRestraint);
    }
}
