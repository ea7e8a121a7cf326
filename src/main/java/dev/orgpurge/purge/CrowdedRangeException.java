package dev.orgpurge.purge;

/** More rows than a chunk should delete hang off the keys of its range; nothing of it was kept, fewer keys are tried next. */
final class CrowdedRangeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CrowdedRangeException(String table, long rows) {
        super(rows + " rows of " + table + " in one chunk");
    }
}
