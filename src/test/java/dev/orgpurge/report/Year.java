package dev.orgpurge.report;

import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Facts;
import dev.orgpurge.ledger.SampleLedger;
import dev.orgpurge.ledger.TimedLedger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A ledger with nights in it, one of every fate among them. */
@SuppressWarnings("NullAway") // javac 17 does not read from a class file that a map's values may be null
final class Year {

    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final Instant END = Instant.parse("2027-01-01T00:00:00Z");
    private static final Instant MARCH = Instant.parse("2026-03-01T02:00:00Z");

    private final TimedLedger ledger = new TimedLedger();
    private Instant now = BEGIN;
    private int runs;
    private UUID run = new UUID(0, 0);
    private List<Map<String, @Nullable Object>> page = new ArrayList<>();

    TimedLedger ledger() {
        return ledger;
    }

    RunReports reports() {
        return new RunReports(ledger.histories(), ledger.fixture().ledger());
    }

    EvidencePack pack() {
        return new EvidencePack(
                reports(),
                new Reports(ledger.fixture().ledger(), ledger.signer()),
                ledger.fixture().ledger(),
                ledger.histories(),
                ledger.seals(),
                ledger.signer());
    }

    UUID run() {
        return run;
    }

    private long append(
            EntryKind kind, @Nullable UUID of, @Nullable String organization, Map<String, @Nullable Object> facts) {
        now = now.plusSeconds(1);
        return ledger.append(now, kind, of, organization, facts);
    }

    Year night(Instant at) {
        now = at;
        run = new UUID(0x4000L, 0x8000_0000_0000_0000L | ++runs);
        Map<String, @Nullable Object> facts = SampleLedger.started();
        Map<String, @Nullable Object> horizons =
                new LinkedHashMap<>(new Facts(facts).facts("horizons").values());
        horizons.put("purge_within_seconds", Duration.ofDays(30).toSeconds());
        horizons.put("contact", "privacy@example.org");
        facts.put("horizons", horizons);
        facts.put("policy_digest", SampleLedger.recorded("policy", POLICY).get("policy_digest"));
        facts.put(
                "selection_digest",
                SampleLedger.recorded("selection", SELECTION).get("selection_digest"));
        facts.put("named_organization", null);
        append(EntryKind.RUN_STARTED, run, null, facts);
        return this;
    }

    private static final String POLICY = "[{\"table\":\"organizations\",\"due\":[{\"rule\":\"deactivated\"}]}]";
    private static final String SELECTION =
            "select \"id\"::text from \"public\".\"organizations\" where \"x\" < ? limit ?";

    Year rules() {
        append(EntryKind.POLICY_RECORDED, null, null, SampleLedger.recorded("policy", POLICY));
        append(EntryKind.SELECTION_RECORDED, null, null, SampleLedger.recorded("selection", SELECTION));
        return this;
    }

    Year candidate(String organization, String due, String... reasons) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("org_id", organization);
        facts.put("rule", "deactivated");
        facts.put("state", "DEACTIVATED");
        facts.put("since", "2025-06-01T00:00:00.000000Z");
        facts.put("due_since", due + "T00:00:00.000000Z");
        facts.put("verdict", reasons.length == 0 ? "eligible" : "blocked");
        facts.put("reasons", reasons(reasons));
        facts.put("lifted", List.of());
        page.add(facts);
        return this;
    }

    private static List<Map<String, @Nullable Object>> reasons(String... codes) {
        List<Map<String, @Nullable Object>> reasons = new ArrayList<>();
        for (String code : codes) {
            Map<String, @Nullable Object> reason = new LinkedHashMap<>();
            String[] parts = code.split("\\|", -1);
            reason.put("code", parts[0]);
            reason.put("table", parts.length > 1 ? parts[1] : null);
            reason.put("constraint", null);
            reason.put("detail", parts.length > 2 ? parts[2] : "");
            reasons.add(reason);
        }
        return reasons;
    }

    Year selected() {
        append(EntryKind.SELECTED, run, null, Map.of("page", 1, "candidates", page));
        page = new ArrayList<>();
        append(EntryKind.SELECTION_CLOSED, run, null, Map.of("organizations", Map.of()));
        return this;
    }

    Year leftOut(String status, String organization, String... reasons) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", status);
        facts.put("batch", null);
        facts.put("organizations", List.of(Map.of("org_id", organization, "reasons", reasons(reasons))));
        append(EntryKind.LEFT_OUT, run, null, facts);
        return this;
    }

    long open(String organization, String due) {
        Map<String, @Nullable Object> facts = SampleLedger.opening();
        facts.put("due_since", due + "T00:00:00.000000Z");
        return append(EntryKind.PURGE_OPENED, run, organization, facts);
    }

    Year purge(String organization, String due, Map<String, Object> tables) {
        return purge(run, organization, open(organization, due), tables);
    }

    Year purge(UUID by, String organization, long opened, Map<String, Object> tables) {
        Map<String, @Nullable Object> facts = SampleLedger.closing(opened);
        facts.put("tables", tables);
        facts.put(
                "rows",
                tables.values().stream()
                        .mapToLong(table -> ((Number) ((Map<?, ?>) table).get("deleted")).longValue())
                        .sum());
        append(EntryKind.PURGE_CLOSED, by, organization, facts);
        return this;
    }

    Year ended(EntryKind kind, String organization, String status, String... reasons) {
        append(
                kind,
                run,
                organization,
                Map.of(
                        "attempt", 1,
                        "status", status,
                        "reasons", reasons(reasons),
                        "deleted", Map.of("public.users", 7),
                        "detached", Map.of()));
        return this;
    }

    Year finished(String status) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("status", status);
        facts.put("error", null);
        facts.put("rows", 13);
        facts.put("organizations", Map.of("purged", 1));
        append(EntryKind.RUN_FINISHED, run, null, facts);
        return this;
    }

    static Map<String, Object> rows(String table, int rows) {
        return Map.of(
                table, SampleLedger.table(rows, 0, rows, 0), "public.organizations", SampleLedger.table(1, 0, 1, 0));
    }

    /** Two nights; whoever can be in a report is in it. */
    static Year ofEveryFate() {
        Year year = new Year().rules().night(MARCH);
        year.candidate("1", "2026-02-20")
                .candidate("2", "2025-10-01")
                .candidate("3", "2026-02-01", "LEGAL_HOLD||hold 7")
                .candidate(
                        "4",
                        "2025-12-01",
                        "STILL_HAS_DEPENDENTS|public.users|12 rows",
                        "RUNNING_WORK|public.jobs|1 row")
                .candidate("5", "2026-02-25")
                .candidate("6", "2026-02-25")
                .candidate("7", "2026-02-25")
                .candidate("8", "2026-02-25")
                .candidate("9", "2026-12-24", "GRACE_PERIOD||until then")
                .candidate("10", "2026-02-01", "STILL_HAS_DEPENDENTS|public.users|1 row")
                .candidate("=HYPERLINK(\"http://evil\")", "2026-01-31", "PROTECTED||veto")
                .candidate("منظمة-١٢", "2026-01-30", "PROTECTED||veto")
                .candidate("ארגון <b>&", "2026-01-30", "PROTECTED||veto")
                .candidate("組織-東京", "2026-01-29", "PROTECTED||veto")
                .candidate("x".repeat(63) + "/" + "long ".repeat(12), "2026-01-28", "PROTECTED||veto")
                .selected();
        year.leftOut("deferred", "6").leftOut("blocked", "7", "CROSS_ORGANIZATION_REFERENCE|public.orders|2 rows");
        year.purge("1", "2026-02-20", rows("public.users", 12));
        Map<String, @Nullable Object> invoices = SampleLedger.table(4, 0, 0, 4);
        invoices.put("method", "RETAIN");
        year.purge(
                "2",
                "2025-10-01",
                Map.of("public.invoices", invoices, "public.organizations", SampleLedger.table(1, 0, 1, 0)));
        year.open("5", "2026-02-25");
        year.ended(EntryKind.PURGE_FAILED, "5", "failed", "DATABASE_ERROR|public.users|SQLSTATE 23503");
        year.open("8", "2026-02-25");
        year.finished("PARTIAL");
        year.night(MARCH.plus(Duration.ofDays(31)));
        year.candidate("3", "2026-02-01", "LEGAL_HOLD||hold 7")
                .candidate("4", "2025-12-01", "STILL_HAS_DEPENDENTS|public.users|11 rows")
                .candidate("6", "2026-02-25")
                .candidate("7", "2026-02-25", "CROSS_ORGANIZATION_REFERENCE|public.orders|2 rows")
                .candidate("8", "2026-02-25", "ALREADY_PURGING||run 1")
                .candidate("9", "2026-12-24", "GRACE_PERIOD||until then")
                .candidate("11", "2026-03-15");
        year.selected();
        year.purge("6", "2026-02-25", rows("public.users", 3));
        year.open("11", "2026-03-15");
        year.ended(EntryKind.PURGE_FROZEN, "11", "frozen", "LEGAL_HOLD||hold 9");
        year.finished("PARTIAL");
        year.append(
                EntryKind.REVERIFIED,
                null,
                null,
                Map.of(
                        "since", "2026-01-01T00:00:00.000000Z",
                        "organizations", 3,
                        "found", 0,
                        "rows", 0,
                        "tables", 4));
        year.ledger.write();
        return year;
    }
}
