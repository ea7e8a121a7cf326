package dev.orgpurge.purge;

/** The run was asked to stop; everything committed so far stands and a restart goes on from there. */
class StoppedException extends RuntimeException {

    private final RunStatus status;

    StoppedException(String why) {
        this(RunStatus.STOPPED, why);
    }

    StoppedException(RunStatus status, String why) {
        super(why);
        this.status = status;
    }

    /** What is said of the run: stopped or paused. */
    RunStatus status() {
        return status;
    }
}
