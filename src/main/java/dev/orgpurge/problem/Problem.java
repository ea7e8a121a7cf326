package dev.orgpurge.problem;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something an operator must be told: one sentence that says what, where and what to do. It never carries row contents.
 */
public final class Problem extends RuntimeException {

    /** What sort of problem it is; each sort has one exit code. */
    public enum Kind {
        /** Usage or configuration: exit 2. */
        USAGE,
        /** Refused by a rule, a guard, a finding, a missing confirmation or privilege: exit 3. */
        REFUSED,
        /** No such organization, run or certificate: exit 4. */
        NOT_FOUND,
        /** Another run holds the lock: exit 6. */
        LOCKED,
        /** The schema is not the one the plan was made for: exit 7. */
        DRIFT,
        /** Stopped before the end, by request; restartable: exit 8. */
        STOPPED,
        /** The database cannot be reached or something unexpected happened: exit 1. */
        UNEXPECTED
    }

    /** The code of every problem of kind {@link Kind#LOCKED}. */
    public static final String LOCKED = "RUN_LOCKED";

    private final Kind kind;
    private final String code;

    private Problem(Kind kind, String code, String detail, @Nullable Throwable cause) {
        super(detail, cause);
        this.kind = kind;
        this.code = code;
    }

    public static Problem usage(String code, String detail) {
        return new Problem(Kind.USAGE, code, detail, null);
    }

    public static Problem refused(String code, String detail) {
        return new Problem(Kind.REFUSED, code, detail, null);
    }

    public static Problem notFound(String code, String detail) {
        return new Problem(Kind.NOT_FOUND, code, detail, null);
    }

    public static Problem locked(String detail) {
        return new Problem(Kind.LOCKED, LOCKED, detail, null);
    }

    public static Problem drift(String detail) {
        return new Problem(Kind.DRIFT, "SCHEMA_DRIFT", detail, null);
    }

    /** The plan is another one than somebody approved. */
    public static Problem planChanged(String detail) {
        return new Problem(Kind.DRIFT, "PLAN_CHANGED", detail, null);
    }

    public static Problem stopped(String code, String detail) {
        return new Problem(Kind.STOPPED, code, detail, null);
    }

    /** One that ended a run in the past, as it was written down then. */
    public static Problem recorded(String code, String detail) {
        return new Problem(Kind.UNEXPECTED, code, detail, null);
    }

    public static Problem unexpected(String code, String detail, @Nullable Throwable cause) {
        return new Problem(Kind.UNEXPECTED, code, detail, cause);
    }

    public Kind kind() {
        return kind;
    }

    /** Stable, UPPER_SNAKE; documented in the README. */
    public String code() {
        return code;
    }

    /** The sentence for the operator. */
    public String detail() {
        return Objects.requireNonNull(getMessage());
    }
}
