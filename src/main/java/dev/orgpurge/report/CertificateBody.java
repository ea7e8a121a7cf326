package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.ClosingEquation;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.LedgerEntry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a certificate says, from the entries that started the run, opened and closed the organization's purge, and
 * restarted the run in between.
 *
 * @param planned the entry that put the plan in force under which it was opened: the run's start or its last new plan
 * @param configured the entry with the configuration it was closed under: the run's start or its last restart
 * @param replanned entries that put other plans in force before it was closed
 * @param attempts entries that ended earlier attempts, failed or frozen
 * @param vacuumed the entry about what followed the run; null: nothing did, so far
 */
record CertificateBody(
        LedgerEntry started,
        LedgerEntry opened,
        LedgerEntry closed,
        LedgerEntry planned,
        LedgerEntry configured,
        List<LedgerEntry> replanned,
        List<LedgerEntry> restarts,
        List<LedgerEntry> attempts,
        Holds holds,
        @Nullable LedgerEntry vacuumed) {

    static final String FORMAT = "orgpurge-certificate/1";

    private static final String METHOD =
            "logical deletion: DELETE by SQL in PostgreSQL, committed; no VACUUM, ANALYZE or"
                    + " rewrite of a table belongs to it";

    private static final String LIMITS =
            "It shows what OrgPurge deleted, recorded and recounted in this database through the ownership paths of the"
                    + " plan named here. It does not show what the plan does not reach, and it says nothing about storage"
                    + " media. Whoever may rewrite the ledger and has the signing key can make another one: what it proves"
                    + " against them is what a head or certificate proves that was kept elsewhere.";

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        identity(fields);
        circumstances(fields);
        result(fields);
        rest(fields);
        fields.put("limits", LIMITS);
        fields.put("chain", chain());
        return fields;
    }

    private void identity(Map<String, @Nullable Object> fields) {
        fields.put("format", FORMAT);
        fields.put("certificate_id", closed.certificateId());
        fields.put("issued_at", CanonicalJson.time(last().at()));
        fields.put("org_id", String.valueOf(closed.organization()));
        fields.put("run_id", String.valueOf(closed.runId()));
        copy(facts(opened), fields, "label", "label_digest");
        copy(facts(started), fields, "request_id", "requested_by", "session_role", "executing_role");
        copy(facts(configured), fields, "tool_version");
        copy(facts(planned), fields, "fingerprint", "policy_digest");
        fields.put("requested_at", CanonicalJson.time(started.at()));
        fields.put("opened_at", CanonicalJson.time(opened.at()));
        fields.put("closed_at", CanonicalJson.time(closed.at()));
    }

    private void circumstances(Map<String, @Nullable Object> fields) {
        fields.put("system", some(facts(started), "database", "server_version", "system_identifier"));
        fields.put("basis", some(facts(opened), "rule", "state", "since", "due_since"));
        copy(facts(opened), fields, "plan_digest", "lifted", "constraints_checked");
        fields.put("holds", checkedHolds());
        fields.put("replanned", replanned.stream().map(CertificateBody::plan).toList());
        copy(facts(closed), fields, "attempt", "retries", "top_ups");
        fields.put("interruptions", interruptions());
        fields.put(
                "earlier_attempts",
                attempts.stream().map(CertificateBody::attempt).toList());
    }

    private Map<String, @Nullable Object> checkedHolds() {
        Map<String, @Nullable Object> checked = some(facts(opened), "holds_on_it", "holds_in_register");
        checked.put("register", "orgpurge.legal_hold");
        checked.put("checked_at", CanonicalJson.time(opened.at()));
        checked.put("checked_again", "in the transaction of every chunk");
        checked.put("history", holds.history());
        return checked;
    }

    private void result(Map<String, @Nullable Object> fields) {
        Facts closing = facts(closed);
        ClosingEquation equation = new ClosingEquation(closing);
        fields.put("status", equation.retains() ? "complete_with_retention" : "complete");
        fields.put("method", METHOD);
        copy(closing, fields, "tables", "detached", "rows");
        fields.put("retained", retained(closing.facts("tables")));
        Map<String, @Nullable Object> verification =
                new LinkedHashMap<>(closing.facts("recount").values());
        verification.put("equation_closes", equation.closes());
        fields.put("verification", verification);
        fields.put("maintenance", maintenance(closing));
    }

    /** The newest entry that it derives from. */
    private LedgerEntry last() {
        return vacuumed == null ? closed : vacuumed;
    }

    /** Of the tables that this organization had rows in. */
    private @Nullable Map<String, @Nullable Object> maintenance(Facts closing) {
        if (vacuumed == null) {
            return null;
        }
        Map<String, @Nullable Object> tables =
                new LinkedHashMap<>(facts(vacuumed).facts("tables").values());
        Set<String> lost = new HashSet<>(closing.facts("tables").values().keySet());
        lost.addAll(closing.facts("detached").values().keySet());
        tables.keySet().retainAll(lost);
        Map<String, @Nullable Object> maintenance = new LinkedHashMap<>();
        maintenance.put("at", CanonicalJson.time(vacuumed.at()));
        maintenance.put("position", vacuumed.position());
        copy(facts(vacuumed), maintenance, "command");
        maintenance.put("tables", tables);
        return maintenance;
    }

    private static List<Map<String, @Nullable Object>> retained(Facts tables) {
        List<Map<String, @Nullable Object>> retained = new ArrayList<>();
        for (String table : tables.values().keySet().stream().sorted().toList()) {
            Facts figures = tables.facts(table);
            if (figures.number("retained") > 0) {
                Map<String, @Nullable Object> rows = new LinkedHashMap<>();
                rows.put("table", table);
                rows.put("rows", figures.number("retained"));
                rows.put("ground", figures.recorded("ground"));
                retained.add(rows);
            }
        }
        return retained;
    }

    private void rest(Map<String, @Nullable Object> fields) {
        Facts horizons = facts(configured).facts("horizons");
        Coverage coverage = new Coverage(horizons, closed.at());
        fields.put("not_covered", coverage.rest());
        Map<String, @Nullable Object> evidence = new LinkedHashMap<>();
        evidence.put("kept_until", coverage.after(horizons.recorded("evidence_retention_seconds")));
        evidence.put("contact", horizons.recorded("contact"));
        fields.put("evidence", evidence);
    }

    private Map<String, @Nullable Object> interruptions() {
        Map<String, @Nullable Object> interruptions = new LinkedHashMap<>();
        interruptions.put("count", restarts.size());
        interruptions.put(
                "restarted_at",
                restarts.stream()
                        .map(restart -> CanonicalJson.time(restart.at()))
                        .toList());
        return interruptions;
    }

    /** A plan under which the rest was deleted, after those before it. */
    private static Map<String, @Nullable Object> plan(LedgerEntry entry) {
        Map<String, @Nullable Object> plan = new LinkedHashMap<>();
        plan.put("at", CanonicalJson.time(entry.at()));
        plan.put("position", entry.position());
        copy(facts(entry), plan, "plan_digest", "fingerprint", "policy_digest", "confirmed_by", "session_role");
        return plan;
    }

    /** What an attempt deleted is not in this certificate's totals: those begin with what its own attempt found. */
    private static Map<String, @Nullable Object> attempt(LedgerEntry end) {
        Map<String, @Nullable Object> attempt = new LinkedHashMap<>();
        attempt.put("run_id", String.valueOf(end.runId()));
        attempt.put("ended_at", CanonicalJson.time(end.at()));
        attempt.put("position", end.position());
        attempt.put(
                "outcome",
                end.kind() == EntryKind.PURGE_FAILED ? "failed" : facts(end).text("status"));
        copy(facts(end), attempt, "deleted", "detached");
        return attempt;
    }

    private Map<String, @Nullable Object> chain() {
        Map<String, @Nullable Object> chain = new LinkedHashMap<>();
        chain.put("opened_position", opened.position());
        chain.put("closed_position", closed.position());
        chain.put("as_of_position", last().position());
        chain.put("previous_hash", closed.previousHash());
        chain.put("entry_hash", closed.hash());
        return chain;
    }

    private static Facts facts(LedgerEntry entry) {
        return new Facts(entry.facts());
    }

    private static Map<String, @Nullable Object> some(Facts facts, String... names) {
        Map<String, @Nullable Object> some = new LinkedHashMap<>();
        copy(facts, some, names);
        return some;
    }

    private static void copy(Facts from, Map<String, @Nullable Object> to, String... names) {
        for (String name : names) {
            to.put(name, from.recorded(name));
        }
    }
}
