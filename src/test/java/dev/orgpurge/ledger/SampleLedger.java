package dev.orgpurge.ledger;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A plausible ledger: one entry of each kind, with the facts that the product writes. */
public final class SampleLedger {

    public static final UUID RUN = UUID.fromString("00000000-0000-4000-8000-000000000001");

    private SampleLedger() {}

    /** Organization 42 is purged, 43 fails, 44 freezes; the last entry is a signature by the key. */
    static SignedHead fill(LedgerFixture fixture, KeySource key) {
        fixture.append(EntryKind.PLAN_RECORDED, null, null, plan());
        fixture.append(EntryKind.POLICY_RECORDED, null, null, recorded("policy", "[{\"table\":\"organizations\"}]"));
        fixture.append(EntryKind.SELECTION_RECORDED, null, null, recorded("selection", "select 1"));
        fixture.append(EntryKind.DEACTIVATED, null, "42", asker());
        fixture.append(EntryKind.REACTIVATED, null, "41", asker());
        fixture.append(EntryKind.HOLD_PLACED, null, "42", hold());
        fixture.append(EntryKind.HOLD_RELEASED, null, "42", hold());
        fixture.append(EntryKind.PAUSED, null, null, pause());
        fixture.append(EntryKind.RESUMED, null, null, pause());
        fixture.append(EntryKind.PACE_CHANGED, null, null, pace());
        fixture.append(EntryKind.API_KEY_CREATED, null, null, apiKey());
        fixture.append(EntryKind.API_REQUEST, null, "42", apiRequest());
        fixture.append(
                EntryKind.OPERATIONS_TAKEN,
                null,
                null,
                Map.of("request_id", "api-1", "operations", List.of(RUN.toString())));
        fixture.append(EntryKind.API_KEY_REVOKED, null, null, apiKey());
        fixture.append(EntryKind.RUN_STARTED, RUN, null, started());
        fixture.append(EntryKind.SELECTED, RUN, null, selected());
        fixture.append(EntryKind.LEFT_OUT, RUN, null, leftOut());
        fixture.append(
                EntryKind.SELECTION_CLOSED,
                RUN,
                null,
                Map.of("organizations", Map.of("eligible", 3, "blocked", 1, "deferred", 1)));
        LedgerEntry opened = fixture.append(EntryKind.PURGE_OPENED, RUN, "42", opening());
        fixture.append(EntryKind.PURGE_OPENED, RUN, "43", opening());
        fixture.append(EntryKind.PURGE_OPENED, RUN, "44", opening());
        fixture.append(EntryKind.STOP_ASKED, RUN, null, Map.of("attempt", 1, "database_role", "ops"));
        fixture.append(EntryKind.RUN_RESTARTED, RUN, null, restarted());
        fixture.append(EntryKind.RUN_REPLANNED, RUN, null, replanned());
        fixture.append(EntryKind.PURGE_FAILED, RUN, "43", unfinished("failed"));
        fixture.append(EntryKind.PURGE_FROZEN, RUN, "44", unfinished("frozen"));
        fixture.append(EntryKind.PURGE_CLOSED, RUN, "42", closing(opened.position()));
        fixture.append(
                EntryKind.TABLES_VACUUMED,
                RUN,
                null,
                Map.of("command", "vacuum (analyze)", "tables", Map.of("public.users", "done")));
        fixture.append(EntryKind.RUN_FINISHED, RUN, null, finished());
        fixture.append(EntryKind.REMNANTS_FOUND, null, null, remnants());
        fixture.append(EntryKind.REVERIFIED, null, null, reverified());
        return fixture.committed(() -> fixture.seals(key).seal());
    }

    private static Map<String, @Nullable Object> pace() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("database_role", "app");
        facts.put("workers", 1);
        return facts;
    }

    private static Map<String, @Nullable Object> apiKey() {
        return Map.of("api_key", "0123456789ab", "role", "purger", "reach", "organization 42", "asked_by", "ops");
    }

    private static Map<String, @Nullable Object> apiRequest() {
        return Map.of("api_key", "0123456789ab", "role", "purger", "action", "purge", "decision", "admitted");
    }

    private static Map<String, @Nullable Object> plan() {
        String plan = "{\"root\":\"organizations\"}";
        return Map.of("plan", plan, "plan_digest", Sha256.PREFIX + Sha256.hex(plan));
    }

    public static Map<String, @Nullable Object> recorded(String what, String text) {
        return Map.of(what, text, what + "_digest", Sha256.PREFIX + Sha256.hex(text));
    }

    private static Map<String, @Nullable Object> remnants() {
        return Map.of("organizations", List.of(Map.of("org_id", "42", "tables", Map.of("public.users", 3))));
    }

    private static Map<String, @Nullable Object> reverified() {
        return Map.of("since", "2026-01-01T00:00:00.000000Z", "organizations", 1, "found", 1, "rows", 3);
    }

    private static Map<String, @Nullable Object> asker() {
        return Map.of("requested_by", "ops", "database_role", "purger");
    }

    public static Map<String, @Nullable Object> hold() {
        return Map.of("hold", 7, "every_organization", false, "database_role", "legal", "digest", "sha256:words");
    }

    private static Map<String, @Nullable Object> pause() {
        return Map.of("pause", 1, "database_role", "ops");
    }

    public static Map<String, @Nullable Object> started() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("mode", "execute");
        facts.put("request_id", null);
        facts.put("system_identifier", null);
        for (String fact : List.of(
                "fingerprint", "policy_digest", "tool_version", "requested_by", "executing_role", "session_role")) {
            facts.put(fact, "the " + fact);
        }
        facts.put("plan_digest", "sha256:plan-of-the-start");
        facts.put("server_version", "18.6");
        facts.put("database", "shop");
        facts.put("horizons", Horizons.UNKNOWN.facts());
        return facts;
    }

    public static Map<String, @Nullable Object> restarted() {
        return Map.of(
                "requested_by", "ops",
                "previous_status", "INTERRUPTED",
                "tool_version", "the later tool_version",
                "horizons", Horizons.UNKNOWN.facts());
    }

    private static Map<String, @Nullable Object> replanned() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        for (String fact : List.of("plan_digest", "fingerprint", "policy_digest", "confirmed_by", "session_role")) {
            facts.put(fact, "the later " + fact);
        }
        return facts;
    }

    private static Map<String, @Nullable Object> selected() {
        Map<String, @Nullable Object> candidate = new LinkedHashMap<>();
        candidate.put("org_id", "40");
        candidate.put("rule", "deactivated");
        candidate.put("due_since", null);
        candidate.put("verdict", "blocked");
        candidate.put("reasons", List.of(Map.of("code", "LEGAL_HOLD", "detail", "hold 7")));
        return Map.of("page", 1, "candidates", List.of(candidate));
    }

    private static Map<String, @Nullable Object> leftOut() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", "deferred");
        facts.put("batch", null);
        facts.put("organizations", List.of(Map.of("org_id", "45", "reasons", List.of())));
        return facts;
    }

    public static Map<String, @Nullable Object> opening() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("attempt", 1);
        facts.put("rule", "deactivated");
        facts.put("state", "deactivated");
        facts.put("since", "2025-11-01T00:00:00.000000Z");
        facts.put("due_since", null);
        facts.put("plan_digest", "sha256:plan-of-the-purge");
        facts.put("constraints_checked", List.of("GRACE_PERIOD", "STILL_HAS_DEPENDENTS"));
        facts.put("lifted", Map.of("dependents", true, "grace", false));
        facts.put("holds_on_it", 0);
        facts.put("holds_in_register", 2);
        facts.put("label", null);
        facts.put("label_digest", "hmac-sha256:label");
        return facts;
    }

    public static Map<String, @Nullable Object> closing(long opened) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("attempt", 1);
        facts.put("opened_position", opened);
        facts.put("tables", Map.of("public.users", table(10, 2, 12, 0), "public.organizations", table(1, 0, 1, 0)));
        facts.put("detached", Map.of("public.audit", 3));
        facts.put("recount", recount(0));
        facts.put("restarts", 0);
        facts.put("top_ups", 1);
        facts.put("retries", Map.of("40001", 1));
        facts.put("rows", 13);
        return facts;
    }

    public static Map<String, @Nullable Object> table(int expected, int late, int deleted, int retained) {
        Map<String, @Nullable Object> table = new LinkedHashMap<>();
        table.put("method", "DELETE");
        table.put("expected", expected);
        table.put("late", late);
        table.put("deleted", deleted);
        table.put("detached", 0);
        table.put("moved", 0);
        table.put("retained", retained);
        table.put("remaining", 0);
        table.put("chunks", 1);
        table.put("first_at", "2026-01-02T03:04:05.000000Z");
        table.put("last_at", "2026-01-02T03:04:06.000000Z");
        if (retained > 0) {
            table.put("ground", "tax law");
        }
        return table;
    }

    public static Map<String, @Nullable Object> recount(int remaining) {
        return Map.of(
                "role", "purger",
                "row_security", "off",
                "rows_remaining", remaining,
                "wal_lsn", "0/1",
                "at", "2026-01-02T03:04:07.000000Z");
    }

    private static Map<String, @Nullable Object> unfinished(String status) {
        return Map.of(
                "attempt", 1,
                "status", status,
                "reasons", List.of(Map.of("code", "DATABASE_ERROR", "detail", "SQLSTATE 23503")),
                "deleted", Map.of("public.users", 7),
                "detached", Map.of());
    }

    private static Map<String, @Nullable Object> finished() {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", "PARTIAL");
        facts.put("error", null);
        facts.put("attempt", 2);
        facts.put("rows", 20);
        facts.put("organizations", Map.of("purged", 1, "failed", 1, "frozen", 1));
        facts.put("retries", Map.of("40001", 1));
        return facts;
    }
}
