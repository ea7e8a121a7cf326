package dev.orgpurge.purge;

/** The run was asked to stop; everything committed so far stands and a restart goes on from there. */
class StoppedException extends RuntimeException {

    private final RunStatus status;
    private final String code;

    StoppedException(String why) {
        this(RunStatus.STOPPED, why);
    }

    StoppedException(RunStatus status, String why) {
        this(status, status.name(), why);
    }

    /** Stopped by what was configured, not by a person. */
    StoppedException(String code, String why) {
        this(RunStatus.STOPPED, code, why);
    }

    private StoppedException(RunStatus status, String code, String why) {
        super(why);
        this.status = status;
        this.code = code;
    }

    /** What is said of the run: stopped or paused. */
    RunStatus status() {
        return status;
    }

    /** The error's code. */
    String code() {
        return code;
    }
}
