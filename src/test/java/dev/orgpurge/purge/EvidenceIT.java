package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.ledger.Expectation;
import dev.orgpurge.ledger.Horizons;
import dev.orgpurge.ledger.Keys;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.ledger.Verification;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.report.Certificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What runs write into the ledger: enough to make every figure of a report or certificate of it alone. */
class EvidenceIT {

    private final TestDatabase town = Town.founded();

    @TempDir
    private Path folder;

    private List<LedgerEntry> ledger(Engine engine) {
        List<LedgerEntry> entries = new ArrayList<>();
        Verification found = engine.ledger().verify(new Expectation(null, List.of(), entries::add));
        assertThat(found.status()).as(found.detail()).isEqualTo(Verification.Status.INTACT);
        return entries;
    }

    private List<JsonNode> facts(Engine engine, EntryKind kind) {
        return ledger(engine).stream()
                .filter(entry -> entry.kind() == kind)
                .map(entry -> new JsonMapper().readTree(entry.body()).path("facts"))
                .toList();
    }

    private JsonNode only(Engine engine, EntryKind kind) {
        List<JsonNode> found = facts(engine, kind);
        assertThat(found).as(kind.name()).hasSize(1);
        return found.get(0);
    }

    private static Set<String> ids(JsonNode list) {
        Set<String> ids = new TreeSet<>();
        list.forEach(one -> ids.add(one.path("org_id").asString()));
        return ids;
    }

    @Test
    void the_whole_population_stands_in_the_ledger_with_what_became_of_everybody() {
        town.script("update flows set approved_by = (select min(id) from users where org_id = 4) where org_id = 1");
        try (Engine engine = Engine.on(town, Town.setup())) {
            engine.bean(HoldPlacement.class).place("2", "m", "r");
            PurgeOutcome run = engine.runs().run(PurgeRequest.due(Mode.EXECUTE, 3, null));

            JsonNode selected = only(engine, EntryKind.SELECTED);
            assertThat(ids(selected.path("candidates"))).containsExactly("10", "2", "4", "6", "8");
            selected.path("candidates").forEach(one -> {
                boolean held = one.path("org_id").asString().equals("2");
                assertThat(one.path("verdict").asString()).isEqualTo(held ? "blocked" : "eligible");
                assertThat(one.path("rule").asString()).isEqualTo("deactivated");
                assertThat(one.path("state").asString()).isEqualTo("DEACTIVATED");
                assertThat(one.at("/reasons/0/code").asString("")).isEqualTo(held ? "LEGAL_HOLD" : "");
            });
            JsonNode closed = only(engine, EntryKind.SELECTION_CLOSED).path("organizations");
            assertThat(closed.path("eligible").asInt()).isEqualTo(3);
            assertThat(closed.path("blocked").asInt()).isEqualTo(1);
            assertThat(closed.path("deferred").asInt()).isEqualTo(1);
            Map<String, JsonNode> left = facts(engine, EntryKind.LEFT_OUT).stream()
                    .collect(Collectors.toMap(one -> one.path("status").asString(), one -> one));
            assertThat(ids(Objects.requireNonNull(left.get("deferred")).path("organizations")))
                    .hasSize(1);
            assertThat(ids(Objects.requireNonNull(left.get("blocked")).path("organizations")))
                    .containsExactly("4");
            assertThat(Objects.requireNonNull(left.get("blocked"))
                            .at("/organizations/0/reasons/0/code")
                            .asString())
                    .isEqualTo("CROSS_ORGANIZATION_REFERENCE");
            JsonNode finished = only(engine, EntryKind.RUN_FINISHED);
            engine.outcomes(run.run().runId()).values().stream()
                    .collect(Collectors.groupingBy(
                            one -> one.status().name().toLowerCase(java.util.Locale.ROOT), Collectors.counting()))
                    .forEach((status, count) -> assertThat(
                                    finished.path("organizations").path(status).asLong())
                            .as(status)
                            .isEqualTo(count));
            assertThat(finished.path("rows").asLong())
                    .isEqualTo(run.run().rows())
                    .isEqualTo(2 * Town.ROWS);
        }
    }

    @Test
    void a_plan_is_recorded_in_full_and_once() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeOutcome run = engine.execute();
            engine.execute();

            JsonNode plan = only(engine, EntryKind.PLAN_RECORDED);
            assertThat(plan.path("plan_digest").asString()).isEqualTo(run.run().planDigest());
            assertThat(plan.path("plan").asString()).contains("\"steps\":[");
            JsonNode started = facts(engine, EntryKind.RUN_STARTED).get(0);
            assertThat(started.at("/guards/max_organizations").asInt()).isEqualTo(1_000);
            assertThat(started.at("/guards/max_share_percent").asString()).isEqualTo("100");
            assertThat(started.path("session_role").asString()).isNotBlank();
        }
    }

    @Test
    void a_guard_that_refuses_stands_in_the_ledger() {
        PurgeSettings few = new PurgeSettings(Engine.guards(2), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 2);
        try (Engine engine = Engine.on(town, Town.setup().with(few))) {
            engine.execute();

            JsonNode finished = only(engine, EntryKind.RUN_FINISHED);
            assertThat(finished.path("status").asString()).isEqualTo("REFUSED");
            assertThat(finished.path("error").asString()).isEqualTo("TOO_MANY_CANDIDATES");
            assertThat(finished.at("/organizations/unfinished").asInt()).isEqualTo(5);
            assertThat(ids(only(engine, EntryKind.SELECTED).path("candidates"))).hasSize(5);
        }
    }

    @Test
    void totals_have_the_times_of_their_chunks_and_the_recount_its_own() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            engine.execute();

            for (JsonNode closed : facts(engine, EntryKind.PURGE_CLOSED)) {
                String last = "";
                for (JsonNode table : closed.path("tables")) {
                    if (table.path("deleted").asLong() > 0) {
                        assertThat(table.path("first_at").asString())
                                .matches("\\d{4}-.*Z")
                                .isLessThanOrEqualTo(table.path("last_at").asString());
                        last = last.compareTo(table.path("last_at").asString()) > 0
                                ? last
                                : table.path("last_at").asString();
                    }
                }
                assertThat(closed.at("/recount/at").asString()).isGreaterThan(last);
                assertThat(closed.at("/recount/row_security").asString()).isEqualTo("off");
                assertThat(closed.path("top_ups").asInt()).isZero();
            }
        }
    }

    /** By the commands of the documentation, here in Java: the secret and the id make the key for one organization. */
    @Test
    void a_label_stands_as_a_digest_that_only_the_secret_lets_compare() throws Exception {
        try (Engine engine = Engine.on(town, Town.setup())) {
            engine.execute();
            String salt = town.jdbc()
                    .sql("select salt from orgpurge.ledger_salt")
                    .query(String.class)
                    .single();

            LedgerEntry opened = ledger(engine).stream()
                    .filter(entry -> entry.kind() == EntryKind.PURGE_OPENED
                            && Objects.equals(entry.organization(), new OrganizationId("4")))
                    .findFirst()
                    .orElseThrow();
            assertThat(opened.facts().get("label")).isNull();
            assertThat(opened.facts().get("label_digest")).isEqualTo("hmac-sha256:" + hmac(hmac(salt, "4"), "Org 4"));
            assertThat(opened.body()).doesNotContain("Org 4");
        }
    }

    private static String hmac(String key, String message) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return java.util.HexFormat.of().formatHex(mac.doFinal(message.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void a_label_stands_in_clear_where_that_is_configured() {
        EvidenceSettings clear = new EvidenceSettings(null, false, null, true, Horizons.UNKNOWN);
        try (Engine engine = Engine.on(town, Town.setup().with(clear))) {
            engine.execute();

            assertThat(certificate(engine, "4").fields().get("label")).isEqualTo("Org 4");
        }
    }

    private static Certificate certificate(Engine engine, String organization) {
        return engine.reports()
                .certificate(new OrganizationId(organization), null)
                .orElseThrow();
    }

    @Test
    void horizons_are_recorded_with_the_run_and_give_a_certificate_its_dates() {
        Horizons horizons = new Horizons(
                Duration.ofDays(35),
                null,
                List.of(new Horizons.Store("search index", Duration.ofDays(1)), new Horizons.Store("mail", null)),
                "privacy@example.org",
                Duration.ofDays(1095),
                null);
        try (Engine engine =
                Engine.on(town, Town.setup().with(new EvidenceSettings(null, false, null, false, horizons)))) {
            engine.execute();
        }
        try (Engine engine = Engine.on(town, Town.setup())) {
            JsonNode json = new JsonMapper().readTree(certificate(engine, "4").json());
            java.time.Instant closed =
                    java.time.Instant.parse(json.path("closed_at").asString());

            assertThat(java.time.Instant.parse(json.at("/not_covered/0/gone_by").asString()))
                    .isEqualTo(closed.plus(Duration.ofDays(35)));
            assertThat(json.at("/not_covered/1/gone_by").isNull()).isTrue();
            assertThat(json.at("/not_covered/3/what").asString()).isEqualTo("search index");
            assertThat(java.time.Instant.parse(json.at("/not_covered/3/gone_by").asString()))
                    .isEqualTo(closed.plus(Duration.ofDays(1)));
            assertThat(json.at("/not_covered/4/what").asString()).isEqualTo("mail");
            assertThat(json.at("/evidence/contact").asString()).isEqualTo("privacy@example.org");
            assertThat(java.time.Instant.parse(json.at("/evidence/kept_until").asString()))
                    .isEqualTo(closed.plus(Duration.ofDays(1095)));
        }
    }

    @Test
    void the_head_is_signed_in_the_ledger_kept_in_its_file_and_handed_to_listeners() throws IOException {
        Path file = folder.resolve("head.json");
        EvidenceSettings signing = new EvidenceSettings(Keys.source(Keys.ONE), true, file, false, Horizons.UNKNOWN);
        List<SignedHead> heard = new ArrayList<>();
        PurgeListener listener = new PurgeListener() {
            @Override
            public void headReached(SignedHead head) {
                heard.add(head);
            }
        };
        try (Engine engine = Engine.on(town, Town.setup().with(signing).with(listener))) {
            PurgeOutcome run = engine.execute();

            SignedHead head = Objects.requireNonNull(run.head());
            assertThat(head.digest()).isEqualTo(engine.ledger().head());
            assertThat(head.keyId()).isEqualTo(Keys.id(Keys.ONE));
            assertThat(heard).containsExactly(head);
            assertThat(Files.readString(file)).isEqualTo(head.json() + "\n");
            List<LedgerEntry> entries = ledger(engine);
            assertThat(entries.subList(entries.size() - 3, entries.size()))
                    .extracting(LedgerEntry::kind)
                    .containsExactly(EntryKind.RUN_FINISHED, EntryKind.KEY_INTRODUCED, EntryKind.HEAD_SIGNED);
            Verification found = engine.ledger().verify(new Expectation(Keys.open(Keys.ONE), List.of(), entry -> {}));
            assertThat(found.status()).isEqualTo(Verification.Status.INTACT);
            assertThat(found.signedTo()).isEqualTo(head.position() - 1);
            assertThat(certificate(engine, "4").keyId()).isEqualTo(Keys.id(Keys.ONE));
            assertThat(certificate(engine, "4").json())
                    .isEqualTo(certificate(engine, "4").json());
            assertThat(Objects.requireNonNull(engine.execute().head()).position())
                    .isGreaterThan(head.position());
        }
    }

    @Test
    void a_head_file_that_cannot_be_written_undoes_nothing() {
        EvidenceSettings nowhere =
                new EvidenceSettings(null, false, folder.resolve("no/such/folder/head"), false, Horizons.UNKNOWN);
        try (Engine engine = Engine.on(town, Town.setup().with(nowhere))) {
            PurgeOutcome run = engine.execute();

            assertThat(run.exit()).isEqualTo(ExitCode.DONE);
            assertThat(Objects.requireNonNull(run.head()).keyId()).isNull();
        }
    }

    @Test
    void where_a_signature_is_required_nothing_is_deleted_and_nothing_certified_without_a_key() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            engine.purge("4", Mode.EXECUTE, dev.orgpurge.constraint.Lifted.NOTHING);
        }
        EvidenceSettings required = new EvidenceSettings(null, true, null, false, Horizons.UNKNOWN);
        try (Engine engine = Engine.on(town, Town.setup().with(required))) {
            for (Runnable action : List.<Runnable>of(engine::execute, () -> certificate(engine, "4"))) {
                assertThatExceptionOfType(Problem.class)
                        .isThrownBy(action::run)
                        .returns("SIGNATURE_REQUIRED", Problem::code)
                        .returns(Problem.Kind.REFUSED, Problem::kind);
            }
            assertThat(engine.rehearse().exit()).isEqualTo(ExitCode.DONE);
        }
        assertThat(Town.count(town, "organizations where id % 2 = 0")).isEqualTo(4);
    }

    @Test
    void what_an_operator_writes_stays_out_of_the_ledger() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            engine.bean(HoldPlacement.class).place("6", "Doe v. Canary", "canary");
            engine.bean(RunControl.class).pause("canary");
            engine.bean(RunControl.class).resume();
            engine.runs()
                    .run(new PurgeRequest(
                            Mode.EXECUTE,
                            "4",
                            new dev.orgpurge.constraint.Lifted(true, true),
                            "because of canary",
                            null,
                            null,
                            null,
                            asked -> java.util.Optional.of("4")));

            assertThat(ledger(engine)).extracting(LedgerEntry::body).noneMatch(body -> body.contains("anary"));
            assertThat(facts(engine, EntryKind.RUN_STARTED)
                            .get(0)
                            .at("/lifted/reason_digest")
                            .asString())
                    .startsWith("sha256:");
        }
    }
}
