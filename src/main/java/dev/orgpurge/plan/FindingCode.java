package dev.orgpurge.plan;

/** What the review of catalogue and policy may have to say; stable, documented in the README. */
public enum FindingCode {
    UNINDEXED_FOREIGN_KEY,
    AMBIGUOUS_OWNERSHIP,
    NO_KEY,
    CYCLE,
    PARTITIONED_TABLE,
    INHERITANCE,
    FOREIGN_TABLE,
    LOOSE_RELATION,
    ORPHANED_PARENT,
    TEMPORAL_KEY,
    NOT_ENFORCED_KEY,
    UNDECLARED_TABLE,
    RETAIN_BLOCKS_DELETE,
    ROW_SECURITY,
    MISSING_PRIVILEGE,
    USER_TRIGGER,
    NOT_VALID_KEY,
    STALE_POLICY_ENTRY,
    UNSUPPORTED_POLICY
}
