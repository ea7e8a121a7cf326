package dev.orgpurge.purge;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.plan.PurgePlan;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Ledger entries about a run as a whole, its plan and its policy. */
@Component
final class RunEvidence {

    /** The fact that tells plans apart. */
    static final String PLAN_DIGEST = "plan_digest";

    private final JdbcClient jdbc;
    private final ConfigurationDigest configuration;
    private final EvidenceSettings settings;
    private final String version;

    RunEvidence(
            JdbcClient jdbc,
            ConfigurationDigest configuration,
            EvidenceSettings settings,
            ObjectProvider<BuildProperties> build) {
        this.jdbc = jdbc;
        this.configuration = configuration;
        this.settings = settings;
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
        facts.put("mode", run.mode().name().toLowerCase(java.util.Locale.ROOT));
        facts.put("plan_digest", run.planDigest());
        facts.put("fingerprint", run.fingerprint());
        facts.put("policy_digest", configuration.digest());
        facts.put(
                "selection_digest",
                ConfigurationDigest.sha256(context.organizations().selection()));
        facts.put("tool_version", version);
        facts.put("requested_by", Requester.name());
        facts.put("request_id", run.requestId());
        facts.put("max_organizations", run.maxOrganizations());
        facts.put("approval", run.approval());
        facts.put("named_organization", run.organization());
        if (!run.several().isEmpty()) {
            facts.put("named_organizations", run.several());
        }
        facts.put("lifted", Facts.lifted(run));
        facts.put("as_of", CanonicalJson.time(run.asOf()));
        facts.put("guards", guards(context.settings().guards()));
        facts.put("horizons", settings.horizons().facts());
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
}
