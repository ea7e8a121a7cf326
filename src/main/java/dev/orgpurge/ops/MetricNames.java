package dev.orgpurge.ops;

/**
 * The names of our meters, as Micrometer writes them. Prometheus reads {@code orgpurge_rows_deleted_total}: dots become
 * underscores, base units and {@code _total} are added.
 */
final class MetricNames {

    static final String ROWS_DELETED = "orgpurge.rows.deleted";
    static final String CHUNKS = "orgpurge.chunks";
    static final String CHUNK_RETRIES = "orgpurge.chunk.retries";
    static final String CHUNK_DURATION = "orgpurge.chunk.duration";
    static final String THROTTLED = "orgpurge.throttled";
    static final String ORGANIZATIONS = "orgpurge.organizations";
    static final String RUN_STATUS = "orgpurge.run.status";
    static final String LAST_RUN_START = "orgpurge.last.run.start.timestamp";
    static final String LAST_RUN_FINISH = "orgpurge.last.run.finish.timestamp";
    static final String LAST_RUN_DURATION = "orgpurge.last.run.duration";
    static final String LAST_RUN_ROWS = "orgpurge.last.run.rows";
    static final String LAST_RUN_ORGANIZATIONS = "orgpurge.last.run.organizations";
    static final String LAST_SUCCESS = "orgpurge.last.success.timestamp";

    static final String LEDGER_POSITION = "orgpurge.ledger.position";
    static final String LEDGER_HEAD = "orgpurge.ledger.head";

    static final String TAG_STATUS = "status";
    static final String TAG_REASON = "reason";
    static final String TAG_SQLSTATE_CLASS = "sqlstate.class";

    static final String TAG_HEAD = "head";
    static final String TAG_KEY = "key.id";

    private MetricNames() {}
}
