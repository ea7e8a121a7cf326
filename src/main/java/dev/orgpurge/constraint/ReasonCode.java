package dev.orgpurge.constraint;

/** Why an organization may not go; stable, documented in the README. */
public enum ReasonCode {
    NOT_DUE,
    GRACE_PERIOD,
    DUE_DATE_UNKNOWN,
    STILL_HAS_DEPENDENTS,
    RUNNING_WORK,
    CROSS_ORGANIZATION_REFERENCE,
    RETAINED_ROWS,
    ALREADY_PURGING,
    ROWS_REMAIN,
    DATABASE_ERROR
}
