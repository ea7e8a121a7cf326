package dev.orgpurge.purge;

/** A rehearsal does everything except delete. */
public enum Mode {
    REHEARSAL,
    EXECUTE
}
