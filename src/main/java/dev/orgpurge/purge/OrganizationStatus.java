package dev.orgpurge.purge;

/** Where an organization stands in a run. */
public enum OrganizationStatus {
    PENDING,
    BLOCKED,
    REHEARSED,
    PURGED,
    FAILED,
    /** Eligible, but cut off by {@code --max-organizations}. */
    DEFERRED
}
