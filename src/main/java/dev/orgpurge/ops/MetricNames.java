package dev.orgpurge.ops;

/**
 * The names of our meters, as Micrometer writes them. Prometheus reads {@code orgpurge_rows_deleted_total}: dots become
 * underscores, base units and {@code _total} are added.
 */
final class MetricNames {

    static final String ROWS_DELETED = "orgpurge.rows.deleted";
    static final String ROWS_DETACHED = "orgpurge.rows.detached";
    /** Off unless {@code management.metrics.enable.orgpurge.table} says otherwise: a schema may have hundreds. */
    static final String TABLE_ROWS_DELETED = "orgpurge.table.rows.deleted";

    static final String CHUNKS = "orgpurge.chunks";
    static final String CHUNK_RETRIES = "orgpurge.chunk.retries";
    static final String CHUNK_DURATION = "orgpurge.chunk.duration";
    static final String STEP_DURATION = "orgpurge.step.duration";
    static final String THROTTLED = "orgpurge.throttled";
    static final String ORGANIZATIONS = "orgpurge.organizations";

    static final String RUN_STATUS = "orgpurge.run.status";
    static final String LAST_ATTEMPT = "orgpurge.last.attempt.timestamp";
    static final String LAST_ATTEMPT_EXIT = "orgpurge.last.attempt.exit.code";
    static final String LAST_ATTEMPT_REFUSED = "orgpurge.last.attempt.refused";
    static final String LAST_RUN_START = "orgpurge.last.run.start.timestamp";
    static final String LAST_RUN_FINISH = "orgpurge.last.run.finish.timestamp";
    static final String LAST_RUN_DURATION = "orgpurge.last.run.duration";
    static final String LAST_RUN_ROWS = "orgpurge.last.run.rows";
    static final String LAST_RUN_ORGANIZATIONS = "orgpurge.last.run.organizations";
    static final String LAST_RUN_CANDIDATES = "orgpurge.last.run.candidates";
    static final String LAST_SUCCESS = "orgpurge.last.success.timestamp";

    static final String REHEARSAL_STATUS = "orgpurge.rehearsal.status";
    static final String LAST_REHEARSAL_ATTEMPT = "orgpurge.last.rehearsal.attempt.timestamp";
    static final String LAST_REHEARSAL_ATTEMPT_EXIT = "orgpurge.last.rehearsal.attempt.exit.code";
    static final String LAST_REHEARSAL_ATTEMPT_REFUSED = "orgpurge.last.rehearsal.attempt.refused";
    static final String LAST_REHEARSAL_START = "orgpurge.last.rehearsal.start.timestamp";
    static final String LAST_REHEARSAL_FINISH = "orgpurge.last.rehearsal.finish.timestamp";
    static final String LAST_REHEARSAL_DURATION = "orgpurge.last.rehearsal.duration";
    static final String LAST_REHEARSAL_ROWS = "orgpurge.last.rehearsal.rows";
    static final String LAST_REHEARSAL_ORGANIZATIONS = "orgpurge.last.rehearsal.organizations";
    static final String LAST_REHEARSAL_CANDIDATES = "orgpurge.last.rehearsal.candidates";
    static final String LAST_REHEARSAL_SUCCESS = "orgpurge.last.rehearsal.success.timestamp";

    static final String OVERDUE = "orgpurge.overdue.organizations";
    static final String OLDEST_DUE = "orgpurge.oldest.due.timestamp";
    static final String FAILING_REPEATEDLY = "orgpurge.failing.repeatedly.organizations";

    static final String LEDGER_POSITION = "orgpurge.ledger.position";
    static final String LEDGER_HEAD = "orgpurge.ledger.head";
    static final String LEDGER_HEAD_AT = "orgpurge.ledger.head.timestamp";
    static final String LEDGER_INTACT = "orgpurge.ledger.intact";
    static final String LEDGER_CHECKED = "orgpurge.ledger.checked.timestamp";
    static final String LEDGER_VERIFIED = "orgpurge.ledger.verified.timestamp";

    static final String PUSH_FAILURES = "orgpurge.push.failures";

    static final String TAG_STATUS = "status";
    static final String TAG_REASON = "reason";
    static final String TAG_VERDICT = "verdict";
    static final String TAG_CODE = "code";
    static final String TAG_STEP = "step";
    static final String TAG_TABLE = "table";
    static final String TAG_SQLSTATE_CLASS = "sqlstate.class";

    static final String TAG_HEAD = "head";
    static final String TAG_KEY = "key.id";

    private MetricNames() {}
}
