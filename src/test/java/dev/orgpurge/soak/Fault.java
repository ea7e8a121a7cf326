package dev.orgpurge.soak;

/** What breaks while a night is at work. */
enum Fault {
    KILL,
    TERM,
    TERM_TWICE,
    /** The process stands still while another one is started, its lock is taken from it, and it goes on. */
    FREEZE,
    TERMINATE_ONE,
    TERMINATE_ALL,
    TERMINATE_LOCK,
    CANCEL,
    CUT,
    /** No new connection for some seconds, and the open ones are cut. */
    REFUSE,
    /** Immediate shutdown of the server, and crash recovery. */
    CRASH,
    /** One backend is killed with signal 9, so the server resets itself. */
    BACKEND_KILL,
    SECOND_RUN,
    /** A trigger raises an error for one row. */
    RAISE,
    /** A trigger returns NULL for some rows. */
    KEEP,
    STATEMENT_TIMEOUT,
    LOCK_TIMEOUT;

    /** The process may find its connections gone. */
    boolean breaksConnections() {
        return switch (this) {
            case FREEZE, TERMINATE_ONE, TERMINATE_ALL, TERMINATE_LOCK, CUT, REFUSE, CRASH, BACKEND_KILL -> true;
            default -> false;
        };
    }

    boolean needsLine() {
        return this == CUT || this == REFUSE;
    }

    /** It is set up before the process starts. */
    boolean beforehand() {
        return switch (this) {
            case RAISE, KEEP, STATEMENT_TIMEOUT, LOCK_TIMEOUT -> true;
            default -> false;
        };
    }
}
