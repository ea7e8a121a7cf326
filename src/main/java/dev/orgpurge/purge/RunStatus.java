package dev.orgpurge.purge;

/** Where a run stands. */
public enum RunStatus {
    /** At work. */
    RUNNING,
    /** Every organization it selected is purged, rehearsed or blocked. */
    COMPLETE,
    /** It found nothing to do. */
    NOTHING_TO_DO,
    /** A named organization is blocked, or a guard or finding stopped it before the first delete. */
    REFUSED,
    /** Finished, but some organizations failed. */
    PARTIAL,
    /** Asked to stop before the end; restartable. */
    STOPPED,
    /** Ended by an unexpected error; restartable. */
    FAILED,
    /** Its process died; restartable. */
    INTERRUPTED
}
