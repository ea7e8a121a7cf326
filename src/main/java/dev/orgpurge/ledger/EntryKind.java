package dev.orgpurge.ledger;

/** What a ledger entry records. */
public enum EntryKind {
    /** A run began: mode, plan digest, catalogue fingerprint, requester, executing role, request id, lifted constraints. */
    RUN_STARTED,
    /** A page of the population: every candidate with rule, due date, verdict and reasons. */
    SELECTED,
    /** An organization's purge is open: expected rows per table. Commits before its first delete. */
    PURGE_OPENED,
    /** An organization is gone: totals per table and the recount. */
    PURGE_CLOSED,
    /** An organization's purge failed: SQLSTATE, table, constraint, and what had been deleted until then. */
    PURGE_FAILED,
    /** A person's no took an organization out of its run: reasons, and what had been deleted until then. */
    PURGE_FROZEN,
    /** A run that had stopped or died goes on. */
    RUN_RESTARTED,
    /** A run under way got another plan: digest and fingerprint before and after, who confirmed it. */
    RUN_REPLANNED,
    /** A run ended, with its status and row total. */
    RUN_FINISHED,
    /** Tables that a run had deleted from were vacuumed or analyzed afterwards, or why not. */
    TABLES_VACUUMED,
    /** Somebody changed the pace of runs. */
    PACE_CHANGED,
    /** An organization was deactivated through OrgPurge. */
    DEACTIVATED,
    /** A deactivation was taken back through OrgPurge. */
    REACTIVATED,
    /** A legal hold was placed; its words are in our tables, here is their digest. */
    HOLD_PLACED,
    /** A legal hold was released. */
    HOLD_RELEASED,
    /** All purging was paused. */
    PAUSED,
    /** A pause was ended. */
    RESUMED
}
