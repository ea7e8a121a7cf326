package dev.orgpurge.ledger;

/** What a ledger entry records. */
public enum EntryKind {
    /** A plan in full, when a run is first started by it; later runs name its digest. */
    PLAN_RECORDED,
    /** The rules in force in full, when a run is first started by them: who is due, what must hold, which tables mean what. */
    POLICY_RECORDED,
    /** The query that selects candidates, when a run first uses it. */
    SELECTION_RECORDED,
    /**
     * A run began: mode, plan digest, catalogue fingerprint, requester, executing role, request id, lifted constraints, guards,
     * and what was configured about copies elsewhere.
     */
    RUN_STARTED,
    /** A page of the population: every candidate with rule, due date, verdict and reasons. */
    SELECTED,
    /** Candidates that dropped out after their verdict and before their purge was opened: deferred, or blocked, with reasons. */
    LEFT_OUT,
    /** The population is complete: how many were eligible, blocked, deferred. */
    SELECTION_CLOSED,
    /** An organization's purge is open: expected rows per table. Commits before its first delete. */
    PURGE_OPENED,
    /** An organization is gone: totals per table with the times of the first and last chunk, and the recount. */
    PURGE_CLOSED,
    /** An organization's purge failed: SQLSTATE, table, constraint, and what had been deleted until then. */
    PURGE_FAILED,
    /** A person's no took an organization out of its run: reasons, and what had been deleted until then. */
    PURGE_FROZEN,
    /** A run that had stopped or died goes on. */
    RUN_RESTARTED,
    /** A run under way got another plan: digest and fingerprint before and after, who confirmed it. */
    RUN_REPLANNED,
    /** Somebody asked a run to stop. */
    STOP_ASKED,
    /** A run ended, with its status, what ended it, its organizations by status, row total and retries by SQLSTATE. */
    RUN_FINISHED,
    /** Tables that a run had deleted from were vacuumed or analyzed afterwards, or why not. */
    TABLES_VACUUMED,
    /** A page of purged organizations of which rows were found again, by table. */
    REMNANTS_FOUND,
    /** Purged organizations were counted again: how many, by which plan, what was found. */
    REVERIFIED,
    /** Somebody changed the pace of runs. */
    PACE_CHANGED,
    /** A key signs for the first time: its id and its public half. */
    KEY_INTRODUCED,
    /** A signature over the entry before this one, at the end of a run. */
    HEAD_SIGNED,
    /** An organization was deactivated through OrgPurge. */
    DEACTIVATED,
    /** A deactivation was taken back through OrgPurge. */
    REACTIVATED,
    /** A legal hold was placed; its words are in our tables, here is their digest. */
    HOLD_PLACED,
    /** A legal hold was released. */
    HOLD_RELEASED,
    /** A key for the HTTP API was made: its id, its role and what it reaches; never the key. */
    API_KEY_CREATED,
    /** A key for the HTTP API was revoked. */
    API_KEY_REVOKED,
    /** What was decided about a request with a key: key id, role, action, decision and its code, the operation if there is one. */
    API_REQUEST,
    /** Operations that one run is to carry out, and the request id that names it. */
    OPERATIONS_TAKEN,
    /** All purging was paused. */
    PAUSED,
    /** A pause was ended. */
    RESUMED
}
