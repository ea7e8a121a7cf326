package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.RuleMatch;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.purge.OrganizationStore.Basis;
import dev.orgpurge.purge.OrganizationStore.Judged;
import dev.orgpurge.purge.OrganizationStore.Member;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The facts of ledger entries: ids, counts, digests and names, never row contents. */
@Component
final class Evidence {

    /** The fact that tells plans apart. */
    static final String PLAN_DIGEST = "plan_digest";

    /** Candidates to an entry. */
    static final int PAGE = 2_000;

    private final JdbcClient jdbc;
    private final ConfigurationDigest configuration;
    private final EvidenceSettings settings;
    private final LabelDigests labels;
    private final Set<String> forced;
    private final String version;

    Evidence(
            JdbcClient jdbc,
            ConfigurationDigest configuration,
            EvidenceSettings settings,
            LabelDigests labels,
            RootSettings root,
            ObjectProvider<BuildProperties> build) {
        this.jdbc = jdbc;
        this.configuration = configuration;
        this.settings = settings;
        this.labels = labels;
        this.forced =
                root.due().stream().filter(DueRule::force).map(DueRule::rule).collect(Collectors.toSet());
        BuildProperties properties = build.getIfAvailable();
        this.version = properties == null || properties.getVersion() == null ? "unknown" : properties.getVersion();
    }

    /** The plan in full: its digest is that of the text. */
    static Draft plan(PurgePlan plan) {
        return new Draft(
                EntryKind.PLAN_RECORDED, null, null, Map.of(PLAN_DIGEST, plan.digest(), "plan", plan.canonicalJson()));
    }

    /** What a report needs to say by which rules a run went: each in full, once, under its digest. */
    void record(Ledger ledger, RunContext context) {
        ledger.appendOnce(plan(context.tables().plan()), PLAN_DIGEST);
        ledger.appendOnce(recorded(EntryKind.POLICY_RECORDED, "policy", configuration.text()), "policy_digest");
        String selection = context.organizations().selection();
        ledger.appendOnce(recorded(EntryKind.SELECTION_RECORDED, "selection", selection), "selection_digest");
    }

    private static Draft recorded(EntryKind kind, String what, String text) {
        return new Draft(kind, null, null, Map.of(what, text, what + "_digest", ConfigurationDigest.sha256(text)));
    }

    Draft runStarted(RunContext context) {
        Run run = context.run();
        Map<String, @Nullable Object> facts = new LinkedHashMap<>(system());
        facts.putAll(roles());
        put(facts, "mode", run.mode().name().toLowerCase(java.util.Locale.ROOT));
        put(facts, "plan_digest", run.planDigest());
        put(facts, "fingerprint", run.fingerprint());
        put(facts, "policy_digest", configuration.digest());
        put(
                facts,
                "selection_digest",
                ConfigurationDigest.sha256(context.organizations().selection()));
        put(facts, "tool_version", version);
        put(facts, "requested_by", Requester.name());
        put(facts, "request_id", run.requestId());
        put(facts, "max_organizations", run.maxOrganizations());
        put(facts, "approval", run.approval());
        put(facts, "named_organization", run.organization());
        if (!run.several().isEmpty()) {
            put(facts, "named_organizations", run.several());
        }
        put(facts, "lifted", lifted(run));
        put(facts, "as_of", CanonicalJson.time(run.asOf()));
        put(facts, "guards", guards(context.settings().guards()));
        put(facts, "horizons", settings.horizons().facts());
        return new Draft(EntryKind.RUN_STARTED, run.id(), null, facts);
    }

    private static Map<String, @Nullable Object> guards(GuardSettings guards) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("max_organizations", guards.maxOrganizations());
        facts.put(
                "max_share_percent",
                BigDecimal.valueOf(guards.maxShare())
                        .movePointRight(2)
                        .stripTrailingZeros()
                        .toPlainString());
        facts.put("max_rows", guards.maxRows());
        facts.put("max_jump", guards.maxJump());
        facts.put("require_plan", guards.requirePlan());
        return facts;
    }

    private Map<String, @Nullable Object> roles() {
        return jdbc.sql("select session_user::text as session_role, current_user::text as executing_role")
                .query((row, i) -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
                    facts.put("session_role", row.getString("session_role"));
                    facts.put("executing_role", row.getString("executing_role"));
                    return facts;
                })
                .single();
    }

    private Map<String, @Nullable Object> system() {
        return jdbc.sql("""
                        select current_database()::text as database,
                               current_setting('server_version') as server_version,
                               case when has_function_privilege('pg_catalog.pg_control_system()', 'execute')
                                    then (select system_identifier::text from pg_catalog.pg_control_system()) end
                               as system_identifier
                        """)
                .query((row, i) -> {
                    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
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
        put(facts, "state", organization.state().name());
        put(facts, "verdict", judged.verdict().eligible() ? "eligible" : "blocked");
        put(facts, "reasons", reasons(judged.verdict().reasons()));
        put(facts, "lifted", reasons(judged.verdict().lifted()));
        return facts;
    }

    /** Candidates that {@code --max-organizations} cut off. */
    Draft deferred(Run run, Collection<OrganizationId> organizations) {
        return leftOut(
                run,
                "deferred",
                null,
                organizations.stream().map(id -> leaving(id, List.of())).toList());
    }

    /** Candidates that dropped out of a batch before their purge was opened, a page to an entry. */
    List<Draft> leftOut(BatchContext batch, Map<OrganizationId, List<Reason>> reasons) {
        List<Map<String, @Nullable Object>> leaving = reasons.entrySet().stream()
                .map(one -> leaving(one.getKey(), one.getValue()))
                .toList();
        return IntStream.range(0, (leaving.size() + PAGE - 1) / PAGE)
                .mapToObj(page -> leaving.subList(page * PAGE, Math.min(leaving.size(), (page + 1) * PAGE)))
                .map(page -> leftOut(batch.run(), "blocked", batch.batch(), page))
                .toList();
    }

    private static Draft leftOut(
            Run run, String status, @Nullable Integer batch, List<Map<String, @Nullable Object>> organizations) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", status);
        facts.put("batch", batch);
        facts.put("organizations", organizations);
        return new Draft(EntryKind.LEFT_OUT, run.id(), null, facts);
    }

    private static Map<String, @Nullable Object> leaving(OrganizationId id, List<Reason> reasons) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("org_id", id.value());
        facts.put("reasons", reasons(reasons));
        return facts;
    }

    Draft selectionClosed(Run run, Map<String, Long> organizations) {
        return new Draft(
                EntryKind.SELECTION_CLOSED, run.id(), null, Map.of("organizations", Map.copyOf(organizations)));
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
    List<Draft> opened(BatchContext batch, List<Member> members, Judgement judgement) {
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
        long holds = standingHolds();
        String salt = labels.salt();
        return members.stream()
                .map(member -> {
                    Map<String, @Nullable Object> facts = opening(batch, member);
                    facts.put("expected", expected.getOrDefault(member.ordinal(), Map.of()));
                    facts.put("detach_expected", detaching.getOrDefault(member.ordinal(), Map.of()));
                    facts.put(
                            "lifted",
                            lifted(batch.run(), member, judgement.verdicts().get(member.id())));
                    facts.put("holds_on_it", 0);
                    facts.put("holds_in_register", holds);
                    facts.putAll(label(salt, member.id(), judgement.labels().get(member.id())));
                    return new Draft(EntryKind.PURGE_OPENED, batch.runId(), member.id(), facts);
                })
                .toList();
    }

    private long standingHolds() {
        return jdbc.sql("""
                        select count(*) from orgpurge.legal_hold h
                         where not exists (select from orgpurge.legal_hold_release r where r.hold_id = h.hold_id)
                        """).query(Long.class).single();
    }

    private Map<String, @Nullable Object> label(String salt, OrganizationId id, @Nullable String label) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("label", settings.labelInClear() ? label : null);
        facts.put("label_digest", label == null ? null : LabelDigests.digest(salt, id, label));
        return facts;
    }

    private static Map<String, @Nullable Object> opening(BatchContext batch, Member member) {
        Map<String, @Nullable Object> facts = basis(member.basis());
        facts.put("batch", batch.batch());
        facts.put("attempt", batch.run().restarts() + 1);
        facts.put("plan_digest", batch.run().planDigest());
        facts.put(
                "constraints_checked",
                Arrays.stream(ReasonCode.values())
                        .filter(ReasonCode::isConstraint)
                        .map(Enum::name)
                        .toList());
        return facts;
    }

    /** What could be lifted, and the constraints that would have blocked without it; who asked stands in RUN_STARTED. */
    private Map<String, @Nullable Object> lifted(Run run, Member member, @Nullable Verdict verdict) {
        Map<String, @Nullable Object> lifted = lifted(run);
        lifted.put(
                "dependents_by_rule",
                forced.contains(String.valueOf(member.basis().rule())));
        lifted.put("constraints", reasons(verdict == null ? List.of() : verdict.lifted()));
        return lifted;
    }

    /** What the operator lifted. Words may name people: they stay in our table, here is their digest. */
    private static Map<String, @Nullable Object> lifted(Run run) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("dependents", run.lifted().dependents());
        facts.put("grace", run.lifted().grace());
        facts.put("reason_digest", run.reason() == null ? null : words(Map.of("reason", run.reason())));
        return facts;
    }

    static String words(Map<String, String> words) {
        return ConfigurationDigest.sha256(CanonicalJson.write(words));
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

    /**
     * How a batch was counted again.
     *
     * @param topUps how often it had been collected again for late rows
     */
    record Recounted(Map<String, @Nullable Object> facts, int topUps) {}

    /** Eligibility asked again, and labels, as the root rows stood under their locks. */
    record Judgement(Map<OrganizationId, Verdict> verdicts, Map<OrganizationId, String> labels) {}

    /** @param retries chunks of the run tried again in this process so far, by SQLSTATE */
    Draft closed(Run run, Member member, List<TableTotals> totals, Recounted recount, Map<String, Integer> retries) {
        Map<String, @Nullable Object> counted = new LinkedHashMap<>(recount.facts());
        counted.put(
                "rows_remaining",
                totals.stream().mapToLong(TableTotals::remaining).sum());
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("attempt", run.restarts() + 1);
        facts.put("opened_position", member.openedAt());
        facts.put("tables", tables(totals));
        facts.put("detached", detached(totals));
        facts.put("recount", counted);
        facts.put("top_ups", recount.topUps());
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
        facts.put("first_at", time(table.firstAt()));
        facts.put("last_at", time(table.lastAt()));
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
        Map<String, @Nullable Object> facts = new LinkedHashMap<>(roles());
        facts.put("requested_by", Requester.name());
        facts.put("previous_status", before.name());
        facts.put("attempt", run.restarts() + 1);
        facts.put("tool_version", version);
        facts.put("horizons", settings.horizons().facts());
        return new Draft(EntryKind.RUN_RESTARTED, run.id(), null, facts);
    }

    /** @param run as it was, under its former plan */
    Draft replanned(Run run, RunContext context) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>(roles());
        facts.put("confirmed_by", Requester.name());
        facts.put("previous_plan_digest", run.planDigest());
        facts.put("previous_fingerprint", run.fingerprint());
        facts.put("plan_digest", context.tables().plan().digest());
        facts.put("fingerprint", context.fingerprint().value());
        facts.put("policy_digest", configuration.digest());
        return new Draft(EntryKind.RUN_REPLANNED, run.id(), null, facts);
    }

    /**
     * @param error code of what ended it; null: it came to its end
     * @param retries chunks tried again in this process, by SQLSTATE
     * @param waited milliseconds that the run waited in all its attempts
     */
    Draft finished(
            Run run,
            RunStatus status,
            @Nullable String error,
            long rows,
            Map<String, Long> organizations,
            Map<String, Integer> retries,
            Map<WaitReason, Long> waited) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", status.name());
        facts.put("error", error);
        facts.put("attempt", run.restarts() + 1);
        facts.put("rows", rows);
        facts.put("organizations", organizations);
        facts.put("retries", new HashMap<>(retries));
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
