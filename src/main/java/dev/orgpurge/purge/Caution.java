package dev.orgpurge.purge;

/** How a chunk is tried; each is slower than the one before and gets further. */
enum Caution {
    /** Rows are counted before they go, under a lock that lets no more arrive; the server's own count must agree. */
    NONE,
    /** Each row is counted as it goes: somebody deletes or moves rows at the same time, or a trigger keeps some. */
    COUNT_EACH_ROW,
    /** The same, and rows stay that anything still refers to. */
    LEAVE_REFERRED
}
