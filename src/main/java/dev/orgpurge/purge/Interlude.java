package dev.orgpurge.purge;

import java.util.UUID;

/** What others wait for while a night holds the run lock, and what has its turn between two of the night's batches. */
public interface Interlude {

    /** Somebody waits. Asked at the edge of every batch of a night, so it has to be cheap. */
    boolean waiting();

    /** Carries out what waits now; what comes meanwhile is left to the edge of the next batch. */
    void carryOut(Turn turn);

    /** The lock that a night holds, lent between two batches. */
    interface Turn {

        /** The night's run. */
        UUID night();

        /** Somebody wants peace, or the lock is gone: nothing more is to be begun. */
        boolean over();

        /**
         * A run of its own for organizations that somebody named, to its end. What becomes of it is no matter of the night.
         *
         * @throws dev.orgpurge.problem.Problem if it ended before a run was recorded
         */
        PurgeOutcome run(PurgeRequest request);
    }
}
