package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.RuleMatch;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.purge.OrganizationStore.Basis;
import dev.orgpurge.purge.OrganizationStore.Judged;
import dev.orgpurge.purge.OrganizationStore.Member;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The facts of ledger entries: ids, counts, digests and names, never row contents. */
@Component
final class Evidence {

    private final JdbcClient jdbc;
    private final ConfigurationDigest configuration;
    private final Set<String> forced;
    private final String version;

    Evidence(
            JdbcClient jdbc,
            ConfigurationDigest configuration,
            RootSettings root,
            ObjectProvider<BuildProperties> build) {
        this.jdbc = jdbc;
        this.configuration = configuration;
        this.forced =
                root.due().stream().filter(DueRule::force).map(DueRule::rule).collect(Collectors.toSet());
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null || properties.getVersion() == null ? "unknown" : properties.getVersion();
    }

    Draft runStarted(RunContext context) {
        Run run = context.run();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>(system());
        put(facts, "mode", run.mode().name().toLowerCase(java.util.Locale.ROOT));
        put(facts, "plan_digest", run.planDigest());
        put(facts, "fingerprint", run.fingerprint());
        put(facts, "policy_digest", configuration.digest());
        put(facts, "tool_version", version);
        put(facts, "requested_by", Requester.name());
        put(facts, "request_id", run.requestId());
        put(facts, "max_organizations", run.maxOrganizations());
        put(facts, "approval", run.approval());
        put(facts, "named_organization", run.organization());
        put(facts, "lifted", Claim.lifted(run));
        put(facts, "as_of", CanonicalJson.time(run.asOf()));
        return new Draft(EntryKind.RUN_STARTED, run.id(), null, facts);
    }

    private Map<String, @Nullable Object> system() {
        return jdbc.sql("""
                        select current_user::text as executing_role, current_database()::text as database,
                               current_setting('server_version') as server_version,
                               case when has_function_privilege('pg_catalog.pg_control_system()', 'execute')
                                    then (select system_identifier::text from pg_catalog.pg_control_system()) end
                               as system_identifier
                        """)
                .query((row, i) -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
                    facts.put("executing_role", row.getString("executing_role"));
                    facts.put("database", row.getString("database"));
                    facts.put("server_version", row.getString("server_version"));
                    facts.put("system_identifier", row.getString("system_identifier"));
                    return facts;
                })
                .single();
    }

    Draft selected(Run run, int page, List<Judged> judged) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("page", page);
        facts.put("candidates", judged.stream().map(Evidence::candidate).toList());
        return new Draft(EntryKind.SELECTED, run.id(), null, facts);
    }

    private static Map<String, @Nullable Object> candidate(Judged judged) {
        Organization organization = judged.organization();
        Optional<RuleMatch> match = organization.match();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        put(facts, "org_id", organization.id().value());
        put(facts, "rule", match.map(RuleMatch::rule).orElse(null));
        put(facts, "since", match.map(RuleMatch::since).map(CanonicalJson::time).orElse(null));
        put(
                facts,
                "due_since",
                match.map(RuleMatch::dueSince).map(CanonicalJson::time).orElse(null));
        put(facts, "verdict", judged.verdict().eligible() ? "eligible" : "blocked");
        put(facts, "reasons", reasons(judged.verdict().reasons()));
        return facts;
    }

    private static List<Map<String, @Nullable Object>> reasons(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
                    put(facts, "code", reason.code().name());
                    put(facts, "table", reason.table());
                    put(facts, "constraint", reason.constraint());
                    put(facts, "detail", reason.detail());
                    return facts;
                })
                .toList();
    }

    /** One opening entry per organization of a batch. */
    List<Draft> opened(BatchContext batch, List<Member> members, Map<OrganizationId, Verdict> verdicts) {
        Map<Integer, Map<String, @Nullable Object>> expected = new HashMap<>();
        Map<Integer, Map<String, @Nullable Object>> detaching = new HashMap<>();
        jdbc.sql("""
                        select e.ordinal, n.table_name, n.treatment = 'SET_NULL' as detached, sum(e.rows)::bigint as rows
                          from orgpurge.expected e join orgpurge.run_table n using (run_id, table_no)
                         where e.run_id = :run and e.batch = :batch and e.round = 0
                         group by 1, 2, 3
                        """).param("run", batch.runId()).param("batch", batch.batch()).query(row -> {
            Map<Integer, Map<String, @Nullable Object>> kind = row.getBoolean("detached") ? detaching : expected;
            kind.computeIfAbsent(row.getInt("ordinal"), o -> new HashMap<>())
                    .put(row.getString("table_name"), row.getLong("rows"));
        });
        return members.stream()
                .map(member -> opened(
                        batch,
                        member,
                        lifted(batch.run(), member, verdicts.get(member.id())),
                        expected.getOrDefault(member.ordinal(), Map.of()),
                        detaching.getOrDefault(member.ordinal(), Map.of())))
                .toList();
    }

    private Draft opened(
            BatchContext batch,
            Member member,
            Map<String, @Nullable Object> lifted,
            Map<String, @Nullable Object> expected,
            Map<String, @Nullable Object> detaching) {
        Map<String, @Nullable Object> facts = basis(member.basis());
        facts.put("batch", batch.batch());
        facts.put("attempt", batch.run().restarts() + 1);
        facts.put("plan_digest", batch.run().planDigest());
        facts.put("expected", expected);
        facts.put("detach_expected", detaching);
        facts.put(
                "constraints_checked",
                Arrays.stream(ReasonCode.values())
                        .filter(ReasonCode::isConstraint)
                        .map(Enum::name)
                        .toList());
        facts.put("lifted", lifted);
        return new Draft(EntryKind.PURGE_OPENED, batch.runId(), member.id(), facts);
    }

    /** What could be lifted, and the constraints that would have blocked without it; who asked stands in RUN_STARTED. */
    private Map<String, @Nullable Object> lifted(Run run, Member member, @Nullable Verdict verdict) {
        Map<String, @Nullable Object> lifted = Claim.lifted(run);
        lifted.put(
                "dependents_by_rule",
                forced.contains(String.valueOf(member.basis().rule())));
        lifted.put("constraints", reasons(verdict == null ? List.of() : verdict.lifted()));
        return lifted;
    }

    private static Map<String, @Nullable Object> basis(Basis basis) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        put(facts, "rule", basis.rule());
        put(facts, "state", basis.state());
        put(facts, "since", time(basis.since()));
        put(facts, "due_since", time(basis.dueSince()));
        return facts;
    }

    private static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : CanonicalJson.time(time);
    }

    /** What a recount saw, from where. */
    Map<String, @Nullable Object> recount() {
        return jdbc.sql("""
                        select current_user::text as role, current_setting('row_security') as row_security,
                               pg_current_wal_lsn()::text as wal_lsn,
                               to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at
                        """)
                .query((row, i) -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
                    facts.put("role", row.getString("role"));
                    facts.put("row_security", row.getString("row_security"));
                    facts.put("wal_lsn", row.getString("wal_lsn"));
                    facts.put("at", row.getString("at"));
                    return facts;
                })
                .single();
    }

    /** @param retries chunks tried again in this process, by SQLSTATE */
    Draft closed(
            Run run,
            Member member,
            List<TableTotals> totals,
            Map<String, @Nullable Object> recount,
            Map<String, Integer> retries) {
        Map<String, @Nullable Object> counted = new LinkedHashMap<>(recount);
        counted.put(
                "rows_remaining",
                totals.stream().mapToLong(TableTotals::remaining).sum());
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("attempt", run.restarts() + 1);
        facts.put("opened_position", member.openedAt());
        facts.put("tables", tables(totals));
        facts.put("detached", detached(totals));
        facts.put("recount", counted);
        facts.put("restarts", run.restarts());
        facts.put("retries", new HashMap<>(retries));
        facts.put("rows", totals.stream().mapToLong(TableTotals::deleted).sum());
        return new Draft(EntryKind.PURGE_CLOSED, run.id(), member.id(), facts);
    }

    /** A table that an earlier plan deleted from and this one retains has figures of both, under the method of this one. */
    private static Map<String, @Nullable Object> tables(List<TableTotals> totals) {
        Map<String, TableTotals> byName = new LinkedHashMap<>();
        totals.stream()
                .filter(table -> table.treatment() != Treatment.SET_NULL)
                .forEach(table -> byName.merge(table.table(), table, TableTotals::and));
        Map<String, @Nullable Object> tables = new LinkedHashMap<>();
        byName.forEach((name, table) -> tables.put(name, figures(table)));
        return tables;
    }

    private static Map<String, @Nullable Object> figures(TableTotals table) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("method", table.treatment().name());
        facts.put("expected", table.expected());
        facts.put("late", table.late());
        facts.put("deleted", table.deleted());
        facts.put("detached", table.detached());
        facts.put("moved", table.moved());
        facts.put("retained", table.retained());
        facts.put("remaining", table.remaining());
        facts.put("chunks", table.chunks());
        if (table.ground() != null) {
            facts.put("ground", table.ground());
        }
        return facts;
    }

    private static Map<String, @Nullable Object> detached(List<TableTotals> totals) {
        Map<String, @Nullable Object> detached = new LinkedHashMap<>();
        for (TableTotals table : totals) {
            if (table.treatment() == Treatment.SET_NULL) {
                detached.merge(table.table(), table.detached(), (a, b) -> (long) a + (long) b);
            }
        }
        return detached;
    }

    Draft failed(Run run, Member member, List<TableTotals> totals) {
        return new Draft(EntryKind.PURGE_FAILED, run.id(), member.id(), unfinished(run, member, totals));
    }

    /** @param status frozen, or blocked if nothing had been deleted yet */
    Draft frozen(Run run, Member member, String status, List<TableTotals> totals) {
        Map<String, @Nullable Object> facts = unfinished(run, member, totals);
        facts.put("status", status);
        return new Draft(EntryKind.PURGE_FROZEN, run.id(), member.id(), facts);
    }

    private static Map<String, @Nullable Object> unfinished(Run run, Member member, List<TableTotals> totals) {
        Map<String, @Nullable Object> deleted = new LinkedHashMap<>();
        totals.stream()
                .filter(t -> t.treatment() == Treatment.DELETE)
                .forEach(t -> deleted.put(t.table(), t.deleted()));
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("attempt", run.restarts() + 1);
        facts.put("reasons", reasons(member.reasons()));
        facts.put("deleted", deleted);
        facts.put("detached", detached(totals));
        return facts;
    }

    Draft restarted(Run run, RunStatus before) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("requested_by", Requester.name());
        facts.put("previous_status", before.name());
        return new Draft(EntryKind.RUN_RESTARTED, run.id(), null, facts);
    }

    /** @param run as it was, under its former plan */
    Draft replanned(Run run, RunContext context) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>(
                jdbc.sql("select session_user::text as session_role, current_user::text as executing_role")
                        .query((row, i) -> Map.<String, @Nullable Object>of(
                                "session_role", row.getString("session_role"),
                                "executing_role", row.getString("executing_role")))
                        .single());
        facts.put("confirmed_by", Requester.name());
        facts.put("previous_plan_digest", run.planDigest());
        facts.put("previous_fingerprint", run.fingerprint());
        facts.put("plan_digest", context.tables().plan().digest());
        facts.put("fingerprint", context.fingerprint().value());
        facts.put("policy_digest", configuration.digest());
        return new Draft(EntryKind.RUN_REPLANNED, run.id(), null, facts);
    }

    /** @param waited milliseconds that the run waited in all its attempts */
    Draft finished(
            Run run, RunStatus status, long rows, Map<String, Long> organizations, Map<WaitReason, Long> waited) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", status.name());
        facts.put("rows", rows);
        facts.put("organizations", organizations);
        Map<String, @Nullable Object> throttled = new LinkedHashMap<>();
        waited.forEach((reason, millis) -> throttled.put(reason.name().toLowerCase(Locale.ROOT), millis));
        facts.put("throttled_millis", throttled);
        return new Draft(EntryKind.RUN_FINISHED, run.id(), null, facts);
    }

    /** @param outcomes by table: done, or why not */
    Draft vacuumed(Run run, Vacuum vacuum, Map<String, String> outcomes) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("command", vacuum.sql());
        facts.put("tables", outcomes);
        return new Draft(EntryKind.TABLES_VACUUMED, run.id(), null, facts);
    }

    /** Facts may be null: "not known" is said, not left out. */
    private static void put(Map<String, @Nullable Object> facts, String key, @Nullable Object value) {
        facts.put(key, value);
    }
}
