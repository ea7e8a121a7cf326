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
    /** Finished, but some organizations failed or froze. */
    PARTIAL,
    /** Asked to stop before the end; restartable. */
    STOPPED,
    /** Ended because somebody paused all purging; restartable. */
    PAUSED,
    /** Ended by an unexpected error; restartable. */
    FAILED,
    /** Its process died; restartable. */
    INTERRUPTED;

    /** True for one that ended before its end and may go on. */
    public boolean restartable() {
        return this == STOPPED || this == PAUSED || this == FAILED || this == INTERRUPTED;
    }
}
