package dev.orgpurge.purge;

/** What a run waits for before a chunk; labels of a metric. */
public enum WaitReason {
    REPLICA_LAG,
    WAL_BACKLOG,
    XMIN_AGE,
    BLOCKED_SESSIONS,
    AUTOVACUUM,
    PROBE,
    /** The server could not be asked for its signals, or has not answered for long. */
    NO_ANSWER,
    ROWS_PER_SECOND,
    NICE_RATIO;

    /** Part of every chunk, and no news. */
    boolean ownPace() {
        return this == ROWS_PER_SECOND || this == NICE_RATIO;
    }
}
