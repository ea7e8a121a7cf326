package dev.orgpurge.purge;

/** Where an organization stands in a run. */
public enum OrganizationStatus {
    PENDING,
    BLOCKED,
    REHEARSED,
    PURGED,
    FAILED,
    /** Somebody said no to it after its first delete; nothing more of it is deleted until a person decides. */
    FROZEN,
    /** Eligible, but cut off by {@code --max-organizations}. */
    DEFERRED
}
