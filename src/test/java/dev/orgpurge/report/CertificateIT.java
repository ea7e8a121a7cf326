package dev.orgpurge.report;

import static dev.orgpurge.ledger.SampleLedger.closing;
import static dev.orgpurge.ledger.SampleLedger.opening;
import static dev.orgpurge.ledger.SampleLedger.recount;
import static dev.orgpurge.ledger.SampleLedger.restarted;
import static dev.orgpurge.ledger.SampleLedger.started;
import static dev.orgpurge.ledger.SampleLedger.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.ledger.LedgerFixture;
import dev.orgpurge.organization.OrganizationId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CertificateIT {

    private static final UUID RUN = UUID.fromString("00000000-0000-4000-8000-000000000001");
    private static final UUID LATER_RUN = UUID.fromString("00000000-0000-4000-8000-000000000002");
    private static final OrganizationId ACME = new OrganizationId("42");

    private final LedgerFixture fixture = LedgerFixture.fresh();
    private final Reports reports = new Reports(fixture.ledger(), fixture.signer(null));

    @Test
    void who_was_never_purged_has_no_certificate() {
        startRun(RUN);
        open(RUN);
        fixture.append(EntryKind.PURGE_FAILED, RUN, "42", Map.of());

        assertThat(reports.certificate(ACME, null)).isEmpty();
        assertThat(reports.certificate(ACME, RUN)).isEmpty();
    }

    @Test
    void a_certificate_says_what_the_ledger_says() {
        startRun(RUN);
        LedgerEntry opened = open(RUN);
        LedgerEntry closed = close(RUN, opened);

        Certificate certificate = reports.certificate(ACME, null).orElseThrow();
        JsonNode json = parse(certificate);

        assertThat(certificate.certificateId())
                .isEqualTo("orgpurge-" + closed.hash().substring(0, 32));
        assertThat(json.propertyNames())
                .containsExactlyInAnyOrder(
                        "format",
                        "certificate_id",
                        "issued_at",
                        "org_id",
                        "label",
                        "label_digest",
                        "status",
                        "run_id",
                        "request_id",
                        "basis",
                        "requested_at",
                        "opened_at",
                        "closed_at",
                        "requested_by",
                        "session_role",
                        "executing_role",
                        "system",
                        "tool_version",
                        "plan_digest",
                        "fingerprint",
                        "policy_digest",
                        "attempt",
                        "retries",
                        "top_ups",
                        "holds",
                        "lifted",
                        "constraints_checked",
                        "method",
                        "tables",
                        "detached",
                        "retained",
                        "rows",
                        "verification",
                        "maintenance",
                        "replanned",
                        "interruptions",
                        "earlier_attempts",
                        "not_covered",
                        "evidence",
                        "limits",
                        "chain",
                        "signature",
                        "signature_status");
        assertThat(json.at("/format").asString()).isEqualTo("orgpurge-certificate/1");
        assertThat(json.at("/certificate_id").asString()).isEqualTo(certificate.certificateId());
        assertThat(json.at("/org_id").asString()).isEqualTo("42");
        assertThat(json.at("/status").asString()).isEqualTo("complete");
        assertThat(json.at("/run_id").asString()).isEqualTo(RUN.toString());
        assertThat(json.at("/request_id").isNull()).isTrue();
        assertThat(json.at("/basis/rule").asString()).isEqualTo("deactivated");
        assertThat(json.at("/opened_at").asString()).isEqualTo(at(opened));
        assertThat(json.at("/closed_at").asString()).isEqualTo(at(closed));
        assertThat(json.at("/system/database").asString()).isEqualTo("shop");
        assertThat(json.at("/plan_digest").asString()).isEqualTo("sha256:plan-of-the-purge");
        assertThat(json.at("/lifted/grace").asBoolean()).isFalse();
        assertThat(json.at("/constraints_checked/0").asString()).isEqualTo("GRACE_PERIOD");
        assertThat(json.at("/tables/public.users/deleted").asLong()).isEqualTo(12);
        assertThat(json.at("/rows").asLong()).isEqualTo(13);
        assertThat(json.at("/verification/rows_remaining").asLong()).isZero();
        assertThat(json.at("/verification/row_security").asString()).isEqualTo("off");
        assertThat(json.at("/verification/equation_closes").asBoolean()).isTrue();
        assertThat(json.at("/interruptions/count").asLong()).isZero();
        assertThat(json.at("/not_covered").size()).isEqualTo(7);
        assertThat(json.at("/issued_at").asString()).isEqualTo(at(closed));
        assertThat(json.at("/method").asString()).startsWith("logical deletion").contains("no VACUUM");
        assertThat(json.at("/holds/holds_on_it").asLong()).isZero();
        assertThat(json.at("/chain/opened_position").asLong()).isEqualTo(opened.position());
        assertThat(json.at("/chain/closed_position").asLong()).isEqualTo(closed.position());
        assertThat(json.at("/chain/previous_hash").asString()).isEqualTo(closed.previousHash());
        assertThat(json.at("/chain/entry_hash").asString()).isEqualTo(closed.hash());
        assertThat(json.at("/signature").isNull()).isTrue();
        assertThat(json.at("/signature_status").asString()).isEqualTo("unsigned");
    }

    @Test
    void the_same_ledger_gives_the_same_bytes_whatever_follows() {
        startRun(RUN);
        close(RUN, open(RUN));
        Certificate first = reports.certificate(ACME, RUN).orElseThrow();

        restart(RUN);
        fixture.append(EntryKind.RUN_FINISHED, RUN, null, Map.of());

        assertThat(reports.certificate(ACME, RUN)).contains(first);
        assertThat(new Reports(fixture.ledger(), fixture.signer(null)).certificate(ACME, null))
                .contains(first);
        assertThat(first.json()).doesNotContain("\n").startsWith("{\"attempt\":1,");
    }

    @Test
    void retained_rows_are_in_the_status() {
        startRun(RUN);
        close(RUN, open(RUN), facts -> {
            facts.put("tables", Map.of("public.users", table(12, 1, 9, 4), "public.organizations", table(1, 0, 1, 0)));
            facts.put("rows", 10);
        });

        assertThat(parse(reports.certificate(ACME, null).orElseThrow())
                        .at("/status")
                        .asString())
                .isEqualTo("complete_with_retention");
    }

    @Test
    void restarts_of_the_run_before_the_end_are_interruptions() {
        startRun(RUN);
        LedgerEntry restart = restart(RUN);
        LedgerEntry opened = open(RUN);
        LedgerEntry again = restart(RUN);
        startRun(LATER_RUN);
        restart(LATER_RUN);
        close(RUN, opened);
        restart(RUN);

        JsonNode interruptions =
                parse(reports.certificate(ACME, null).orElseThrow()).at("/interruptions");

        assertThat(interruptions.at("/count").asLong()).isEqualTo(2);
        assertThat(interruptions.at("/restarted_at").size()).isEqualTo(2);
        assertThat(interruptions.at("/restarted_at/0").asString()).isEqualTo(at(restart));
        assertThat(interruptions.at("/restarted_at/1").asString()).isEqualTo(at(again));
    }

    @Test
    void a_certificate_names_the_plan_it_began_with_and_every_later_one_until_the_end() {
        startRun(RUN);
        replan(RUN, "before");
        LedgerEntry opened = open(RUN);
        LedgerEntry first = replan(RUN, "first");
        replan(LATER_RUN, "other");
        replan(RUN, "second");
        close(RUN, opened);
        replan(RUN, "after");

        JsonNode certificate = parse(reports.certificate(ACME, null).orElseThrow());

        assertThat(certificate.at("/plan_digest").asString()).isEqualTo("sha256:plan-of-the-purge");
        assertThat(certificate.at("/fingerprint").asString()).isEqualTo("the before fingerprint");
        assertThat(certificate.at("/policy_digest").asString()).isEqualTo("the before policy_digest");
        assertThat(certificate.at("/replanned").size()).isEqualTo(2);
        assertThat(certificate.at("/replanned/0/at").asString()).isEqualTo(at(first));
        assertThat(certificate.at("/replanned/0/plan_digest").asString()).isEqualTo("the first plan_digest");
        assertThat(certificate.at("/replanned/1/plan_digest").asString()).isEqualTo("the second plan_digest");
    }

    private LedgerEntry replan(UUID run, String name) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        for (String fact : List.of("plan_digest", "fingerprint", "policy_digest", "confirmed_by", "session_role")) {
            facts.put(fact, "the " + name + " " + fact);
        }
        return fixture.append(EntryKind.RUN_REPLANNED, run, null, facts);
    }

    @Test
    void a_second_purge_has_a_certificate_of_its_own_and_the_first_stays() {
        startRun(RUN);
        close(RUN, open(RUN));
        Certificate first = reports.certificate(ACME, null).orElseThrow();
        startRun(LATER_RUN);
        close(LATER_RUN, open(LATER_RUN));

        Certificate second = reports.certificate(ACME, null).orElseThrow();

        assertThat(second.certificateId()).isNotEqualTo(first.certificateId());
        assertThat(parse(second).at("/run_id").asString()).isEqualTo(LATER_RUN.toString());
        assertThat(reports.certificate(ACME, RUN)).contains(first);
        assertThat(reports.certificate(ACME, LATER_RUN)).contains(second);
        assertThat(reports.certificate(ACME, UUID.randomUUID())).isEmpty();
    }

    @Test
    void the_opening_entry_is_the_one_that_the_closing_names() {
        startRun(RUN);
        open(RUN);
        fixture.append(
                EntryKind.PURGE_FAILED, RUN, "42", Map.of("deleted", Map.of("public.users", 7), "detached", Map.of()));
        LedgerEntry second = open(RUN);
        close(RUN, second);

        JsonNode certificate = parse(reports.certificate(ACME, null).orElseThrow());
        assertThat(certificate.at("/chain/opened_position").asLong()).isEqualTo(second.position());
        assertThat(certificate.at("/earlier_attempts/0/outcome").asString()).isEqualTo("failed");
        assertThat(certificate.at("/earlier_attempts/0/deleted/public.users").asLong())
                .isEqualTo(7);
    }

    @Test
    void rows_that_remain_give_no_certificate() {
        startRun(RUN);
        close(RUN, open(RUN), facts -> facts.put("recount", recount(1)));

        refused("do not add up or some remain");
    }

    @Test
    @Waives(value = Invariant.LEDGER_ADDS_UP, because = "the closing entry is made false on purpose")
    void rows_that_remain_in_a_table_give_no_certificate_even_if_the_recount_says_none() {
        startRun(RUN);
        Map<String, @Nullable Object> users = new LinkedHashMap<>(table(12, 0, 11, 0));
        users.put("remaining", 1);
        close(RUN, open(RUN), facts -> {
            facts.put("tables", Map.of("public.users", users));
            facts.put("rows", 11);
        });

        refused("do not add up or some remain");
    }

    @Test
    @Waives(value = Invariant.LEDGER_ADDS_UP, because = "the closing entry is made false on purpose")
    void an_equation_that_does_not_close_gives_no_certificate() {
        startRun(RUN);
        close(RUN, open(RUN), facts -> {
            facts.put("tables", Map.of("public.users", table(12, 1, 12, 0)));
            facts.put("rows", 12);
        });

        refused("do not add up or some remain");
    }

    @Test
    @Waives(value = Invariant.LEDGER_ADDS_UP, because = "the closing entry is made false on purpose")
    void a_total_that_is_not_the_sum_gives_no_certificate() {
        startRun(RUN);
        close(RUN, open(RUN), facts -> facts.put("rows", 14));

        refused("do not add up or some remain");
    }

    @Test
    void a_rehearsal_gives_no_certificate() {
        Map<String, @Nullable Object> facts = started();
        facts.put("mode", "rehearsal");
        fixture.append(EntryKind.RUN_STARTED, RUN, null, facts);
        close(RUN, open(RUN));

        refused("no run that deletes");
    }

    @Test
    void an_opening_entry_of_somebody_else_gives_no_certificate() {
        startRun(RUN);
        LedgerEntry other = fixture.append(EntryKind.PURGE_OPENED, RUN, "43", opening());
        open(RUN);
        close(RUN, other);

        refused("did not open this purge");
    }

    @Test
    void a_missing_fact_gives_no_certificate() {
        Map<String, @Nullable Object> facts = started();
        facts.remove("executing_role");
        fixture.append(EntryKind.RUN_STARTED, RUN, null, facts);
        close(RUN, open(RUN));

        refused("does not record executing_role");
    }

    private void refused(String why) {
        assertThatIllegalStateException()
                .isThrownBy(() -> reports.certificate(ACME, null))
                .withMessageContaining(why);
    }

    private void startRun(UUID run) {
        fixture.append(EntryKind.RUN_STARTED, run, null, started());
    }

    private LedgerEntry restart(UUID run) {
        return fixture.append(EntryKind.RUN_RESTARTED, run, null, restarted());
    }

    private LedgerEntry open(UUID run) {
        return fixture.append(EntryKind.PURGE_OPENED, run, "42", opening());
    }

    private LedgerEntry close(UUID run, LedgerEntry opened) {
        return close(run, opened, facts -> {});
    }

    private LedgerEntry close(UUID run, LedgerEntry opened, Consumer<Map<String, @Nullable Object>> change) {
        Map<String, @Nullable Object> facts = closing(opened.position());
        change.accept(facts);
        return fixture.append(EntryKind.PURGE_CLOSED, run, "42", facts);
    }

    private static JsonNode parse(Certificate certificate) {
        return new JsonMapper().readTree(certificate.json());
    }

    private static String at(LedgerEntry entry) {
        return new JsonMapper().readTree(entry.body()).at("/at").asString();
    }
}
