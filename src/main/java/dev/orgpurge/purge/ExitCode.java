package dev.orgpurge.purge;

import dev.orgpurge.problem.Problem;

/** The process's exit codes; the README's table, in code. */
public enum ExitCode {
    DONE(0),
    UNEXPECTED(1),
    USAGE(2),
    REFUSED(3),
    NOT_FOUND(4),
    PARTIAL(5),
    LOCKED(6),
    DRIFT(7),
    STOPPED(8);

    private final int code;

    ExitCode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    /** Of two outcomes of one command the more severe one is reported: an unexpected error tops all, then a stop. */
    int severity() {
        return this == UNEXPECTED ? Integer.MAX_VALUE : code;
    }

    /** The code of a kind of problem. */
    public static ExitCode of(Problem.Kind kind) {
        return switch (kind) {
            case USAGE -> USAGE;
            case REFUSED -> REFUSED;
            case NOT_FOUND -> NOT_FOUND;
            case LOCKED -> LOCKED;
            case DRIFT -> DRIFT;
            case STOPPED -> STOPPED;
            case UNEXPECTED -> UNEXPECTED;
        };
    }
}
