package dev.orgpurge.access;

/** What a caller of the HTTP API may do, within the reach of its key. */
public enum Permission {
    READ,
    DEACTIVATE,
    PURGE,
    HOLD
}
