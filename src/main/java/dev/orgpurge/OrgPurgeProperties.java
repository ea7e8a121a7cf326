package dev.orgpurge;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything below {@code orgpurge.} as somebody wrote it. Values stay text until {@link SettingsReader} has looked at
 * them, so that every mistake is told at once and in our own words. The records are also the list of known keys.
 *
 * @param organization the root table and who is due
 * @param constraints what keeps an organization from being purged
 * @param tables what the catalogue cannot know about a table
 * @param edges what to do with single foreign keys
 * @param guards more eligible organizations than that refuse the night
 * @param batch the organizations that go together
 * @param pace how fast
 * @param throttle what is waited for
 * @param window when a night may delete
 * @param budget how much a night may delete
 * @param afterwards what follows a run
 * @param killSwitch a file that ends all deleting
 * @param evidence how evidence is signed, and what it says about copies elsewhere
 * @param http the HTTP API of serve
 */
@ConfigurationProperties("orgpurge")
record OrgPurgeProperties(
        @DefaultValue Root organization,
        @DefaultValue Constraints constraints,
        @DefaultValue List<TableLine> tables,
        @DefaultValue List<EdgeLine> edges,
        @DefaultValue Guards guards,
        @DefaultValue Batch batch,
        @DefaultValue Pace pace,
        @DefaultValue Throttle throttle,
        @DefaultValue WindowTimes window,
        @DefaultValue Budget budget,
        @DefaultValue Afterwards afterwards,
        @DefaultValue KillSwitch killSwitch,
        @DefaultValue Evidence evidence,
        @DefaultValue Http http) {

    /**
     * The root table.
     *
     * @param table its name, schema-qualified if not on the search path
     * @param key its key column; the primary key if absent
     * @param label the column people know an organization by
     * @param due the ways of becoming due
     * @param vetoes what keeps an organization from ever being purged
     * @param deactivate how to deactivate
     * @param reactivate how to take a deactivation back
     */
    record Root(
            @Nullable String table,
            @Nullable String key,
            @Nullable String label,
            @DefaultValue List<Due> due,
            @DefaultValue List<VetoLine> vetoes,
            @Nullable Change deactivate,
            @Nullable Change reactivate) {}

    /**
     * A way of becoming due.
     *
     * @param rule its name
     * @param when SQL predicate over the root row
     * @param since SQL expression for the moment the state began
     * @param grace time that must pass after since, such as 30d
     * @param state deactivated, expired or active
     * @param onRequest true: matches organizations an operator named only
     * @param force true: lifts the dependents constraint
     * @param zone time zone of a date without one
     * @param unit seconds or milliseconds: what a date that is a number counts
     * @param column a column of the root row
     * @param values what it holds; without them it is a date
     * @param purgeAfter column with the moment from which it is due
     * @param join what another table's rows must say
     */
    record Due(
            @Nullable String rule,
            @Nullable String when,
            @Nullable String since,
            @Nullable String grace,
            @Nullable String state,
            @Nullable String onRequest,
            @Nullable String force,
            @Nullable String zone,
            @Nullable String unit,
            @Nullable String column,
            @DefaultValue List<String> values,
            @Nullable String purgeAfter,
            @DefaultValue Join join) {}

    /**
     * Rows of another table.
     *
     * @param table the table
     * @param by its column that names the organization
     * @param to column of the root table that by is compared with; default its key
     * @param when SQL predicate over its row
     * @param column a column of its row
     * @param values what that holds
     * @param since SQL expression over its row for the moment the state began
     * @param unit seconds or milliseconds
     * @param zone time zone of a since without one
     * @param match all, any or latest
     */
    record Join(
            @Nullable String table,
            @Nullable String by,
            @Nullable String to,
            @Nullable String when,
            @Nullable String column,
            @DefaultValue List<String> values,
            @Nullable String since,
            @Nullable String unit,
            @Nullable String zone,
            @Nullable String match) {}

    /**
     * What keeps an organization from ever being purged.
     *
     * @param veto its name
     * @param when SQL predicate over the root row
     * @param column a column of the root row
     * @param values what it holds
     * @param ids keys of organizations
     * @param join what one of another table's rows says
     */
    record VetoLine(
            @Nullable String veto,
            @Nullable String when,
            @Nullable String column,
            @DefaultValue List<String> values,
            @DefaultValue List<String> ids,
            @DefaultValue VetoJoin join) {}

    /**
     * Rows of another table, one of which is enough.
     *
     * @param table the table
     * @param by its column that names the organization
     * @param to column of the root table that by is compared with; default its key
     * @param when SQL predicate over its row
     * @param column a column of its row
     * @param values what that holds
     */
    record VetoJoin(
            @Nullable String table,
            @Nullable String by,
            @Nullable String to,
            @Nullable String when,
            @Nullable String column,
            @DefaultValue List<String> values) {}

    /**
     * A change of the root row.
     *
     * @param when SQL predicate that must hold before
     * @param set SQL SET list
     */
    record Change(@Nullable String when, @Nullable String set) {}

    /**
     * Deletion constraints.
     *
     * @param dependents tables that must be empty for an organization
     * @param checks rows that block
     */
    record Constraints(
            @DefaultValue List<String> dependents,
            @DefaultValue List<Check> checks) {}

    /**
     * Rows that block.
     *
     * @param name what the check is called
     * @param table the table
     * @param when SQL predicate over its row
     * @param message what the rows mean, for the operator
     * @param ownedBy its column that holds the organization's key; default the plan's way
     */
    record Check(
            @Nullable String name,
            @Nullable String table,
            @Nullable String when,
            @Nullable String message,
            @Nullable String ownedBy) {}

    /**
     * What the catalogue cannot know about a table.
     *
     * @param table its name
     * @param ownedBy column, or columns separated by commas, that mean ownership
     * @param when SQL predicate that must hold for owned-by to mean ownership
     * @param treatment delete, retain or unrelated
     * @param ground legal ground of retain
     * @param detach foreign keys to set to NULL when a row is retained
     * @param immutable true: a row, under its key, belongs to the same organization for ever
     * @param partitions keep; dropping and detaching whole partitions is refused
     */
    record TableLine(
            @Nullable String table,
            @Nullable String ownedBy,
            @Nullable String ownedByRoot,
            @Nullable String when,
            @Nullable String treatment,
            @Nullable String ground,
            @DefaultValue List<String> detach,
            @DefaultValue List<String> accept,
            @Nullable String immutable,
            @Nullable String partitions) {}

    /**
     * What to do with a foreign key.
     *
     * @param table its table
     * @param edge its name, or "column -> table"
     * @param treatment set-null, delete or refuse
     */
    record EdgeLine(
            @Nullable String table,
            @Nullable String edge,
            @Nullable String treatment) {}

    /**
     * Guards.
     *
     * @param maxOrganizations number of organizations; default 100
     * @param maxShare share of all organizations; default 10%
     * @param maxRows rows that the eligible organizations have together; default: not counted
     * @param maxJump times the median of the last nights, from 1; default 10
     * @param requirePlan true: a night executes only with --plan; default false
     * @param maxScanRows row visits that one unindexed foreign key may cost (rows of the referenced table times rows of
     *     the table without the index, as estimated); a plan above that is refused; 1 to 9e18, default 1e10, about ten
     *     minutes of scanning
     */
    record Guards(
            @Nullable String maxOrganizations,
            @Nullable String maxShare,
            @Nullable String maxRows,
            @Nullable String maxJump,
            @Nullable String requirePlan,
            @Nullable String maxScanRows) {}

    /**
     * Batches.
     *
     * @param maxOrganizations organizations that go together at most; default 1000
     * @param maxRows rows that go together at most; default 2000000
     * @param maxCircleRows rows that refer to each other in circles and so go in one statement at most; default 100000
     */
    record Batch(
            @Nullable String maxOrganizations,
            @Nullable String maxRows,
            @Nullable String maxCircleRows) {}

    /**
     * Pace.
     *
     * @param targetChunk how long a transaction should take, 10ms to 10s; default 250ms
     * @param workers connections that delete side by side, 1 to 64; default 2
     * @param patience how long a run waits for a server that went away, 1s to 1h; default 2m
     * @param lockPatience how long a night waits for another run that holds the lock, 0s to 1h; default 0s
     * @param rowsPerSecond rows that all workers together delete at most; default no bound
     * @param niceRatio pause after each chunk, in times of what the chunk took, 0 to 100; default 0
     * @param synchronousCommit what the commit of a chunk waits for; default off
     */
    record Pace(
            @Nullable String targetChunk,
            @Nullable String workers,
            @Nullable String patience,
            @Nullable String lockPatience,
            @Nullable String rowsPerSecond,
            @Nullable String niceRatio,
            @Nullable String synchronousCommit) {}

    /**
     * Signals of the server that chunks wait for. Whatever has a bound may be off.
     *
     * @param interval how often they are asked, 100ms to 1m; default 1s
     * @param replicaLag how far a replica may be behind; default 10s
     * @param replicas the replicas that count, by application_name, and that must be connected; default any
     * @param walBacklog bytes of log that a slot or the archiver may hold back; default 10GB
     * @param xminAge age in transactions of the oldest snapshot that keeps dead rows; default off
     * @param blockedSessions so many sessions that wait for our locks are too many; default 1
     * @param autovacuum true: wait while a vacuum works on the table that is deleted from; default false
     * @param probe SQL that answers true to wait; default none
     */
    record Throttle(
            @Nullable String interval,
            @Nullable String replicaLag,
            @DefaultValue List<String> replicas,
            @Nullable String walBacklog,
            @Nullable String xminAge,
            @Nullable String blockedSessions,
            @Nullable String autovacuum,
            @Nullable String probe) {}

    /**
     * The time of day in which nights may delete.
     *
     * @param from a time of day
     * @param to a time of day; on the next day, if it is before from
     * @param zone the time zone of both
     */
    record WindowTimes(
            @Nullable String from,
            @Nullable String to,
            @Nullable String zone) {}

    /**
     * What one night may take.
     *
     * @param duration from 1s to 7d; default no bound
     * @param rows rows deleted or detached; default no bound
     */
    record Budget(@Nullable String duration, @Nullable String rows) {}

    /**
     * What follows a run.
     *
     * @param vacuum none, analyze, vacuum or vacuum-analyze of the tables that lost rows; default none
     */
    record Afterwards(@Nullable String vacuum) {}

    /**
     * Kill switch.
     *
     * @param file as long as it exists, nothing is deleted; none if absent
     */
    record KillSwitch(@Nullable String file) {}

    /**
     * Evidence.
     *
     * @param signingKey file with the private key that signs, PKCS #8 in PEM, or that text itself; nothing is signed if absent
     * @param requireSignature true: without a key nothing is executed and no certificate given; default false
     * @param headFile file that gets the signed head at the end of every run
     * @param label clear or digest: how the organization's label gets into the ledger; default digest
     * @param backups copies of the database
     * @param walArchive archived write-ahead log
     * @param otherStores caches, search indexes, files and the like
     * @param contact who answers for the evidence
     * @param keep how long the evidence is to be kept, such as 1095d
     * @param purgeWithin how long after its due date an organization is to be gone, such as 30d; reports show who was later
     */
    record Evidence(
            @Nullable String signingKey,
            @Nullable String requireSignature,
            @Nullable String headFile,
            @Nullable String label,
            @DefaultValue Copies backups,
            @DefaultValue Copies walArchive,
            @DefaultValue List<StoreLine> otherStores,
            @Nullable String contact,
            @Nullable String keep,
            @Nullable String purgeWithin) {}

    /**
     * Copies that a purge does not reach.
     *
     * @param retention how long they are kept, such as 35d
     */
    record Copies(@Nullable String retention) {}

    /**
     * A store beside the database.
     *
     * @param name what it is
     * @param retention when it is rid of what was purged here, such as 7d
     */
    record StoreLine(@Nullable String name, @Nullable String retention) {}

    /**
     * The HTTP API.
     *
     * @param address of this machine to listen on; default 127.0.0.1, which nobody else reaches
     * @param port 0 to 65535, 0 for any that is free; default 8080
     * @param sslBundle name of a bundle below spring.ssl.bundle; plain HTTP if absent
     * @param patience how long a deletion is awaited before the answer is 202, 0s to 10m; default 10s
     * @param maxPatience the most that Prefer: wait may ask for, 0s to 10m; default 60s
     * @param requestsPerMinute of one key, 1 to 1000000; default 600
     * @param timeout for a client to send its request, 100ms to 5m; default 10s
     * @param providerColumn column of the root table that names an organization's provider; default none
     * @param allowedOrigins of pages in browsers that may call the API; default none
     */
    record Http(
            @Nullable String address,
            @Nullable String port,
            @Nullable String sslBundle,
            @Nullable String patience,
            @Nullable String maxPatience,
            @Nullable String requestsPerMinute,
            @Nullable String timeout,
            @Nullable String statementTimeout,
            @Nullable String providerColumn,
            @DefaultValue List<String> allowedOrigins) {}
}
