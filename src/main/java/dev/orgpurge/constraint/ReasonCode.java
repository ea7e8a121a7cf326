package dev.orgpurge.constraint;

/** Why an organization may not go; stable, documented in the README. */
public enum ReasonCode {
    NOT_DUE,
    GRACE_PERIOD,
    DUE_DATE_UNKNOWN,
    PROTECTED,
    LEGAL_HOLD,
    STILL_HAS_DEPENDENTS,
    RUNNING_WORK,
    CROSS_ORGANIZATION_REFERENCE,
    COMPONENT_TOO_LARGE,
    RETAINED_ROWS,
    ALREADY_PURGING,
    REACTIVATED_DURING_PURGE,
    ROWS_REMAIN,
    ROWS_VANISHED,
    DATABASE_ERROR,
    BUDGET_SPENT,
    GIANT_WAITS,
    STOPPED;

    /** True for what a run alone can ask, because it takes the keys of the organization's rows. */
    public boolean needsKeys() {
        return this == CROSS_ORGANIZATION_REFERENCE || this == COMPONENT_TOO_LARGE;
    }

    /** True for what is asked before a purge; the others are what can go wrong in one, or leave it to another night. */
    public boolean isConstraint() {
        return compareTo(ROWS_REMAIN) < 0;
    }
}
