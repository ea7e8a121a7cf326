package dev.orgpurge.report;

import java.util.Locale;

/** How an organization stood where a report ends. */
enum Standing {
    /** Gone, counted again, certified. */
    PURGED(false),
    /** A legal hold keeps it. */
    HELD(true),
    /** Something else keeps it; the reasons say what. */
    BLOCKED(true),
    /** A night took others first. */
    DEFERRED(true),
    /** Eligible, and nothing has followed. */
    PENDING(true),
    /** Its purge was opened and has not ended: a run is at work, or was interrupted. */
    INTERRUPTED(true),
    /** Its purge failed half way. */
    FAILED(true),
    /** Somebody said no after its first delete. */
    FROZEN(true),
    /** Its grace period was not over. */
    NOT_YET_DUE(false),
    /** It was a candidate, and the last night did not find it again. */
    NO_LONGER_DUE(false);

    private final boolean exception;

    Standing(boolean exception) {
        this.exception = exception;
    }

    /** It was due and is still there. */
    boolean exception() {
        return exception;
    }

    /** Nothing of it had been deleted, as far as this says. */
    boolean untouched() {
        return this != INTERRUPTED && this != FAILED && this != FROZEN && this != PURGED;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
