package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.CutLine;
import dev.orgpurge.fixtures.CutLine.Side;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The schema or the policy changes while a run is under way: it stops, and goes on under a plan that somebody confirmed. */
class ReplanIT {

    private static final PurgeSettings ONE_BATCH = batchesOf(1_000);

    /** By then the run is at its deletes again. */
    private static final long LAST_TRIP = 110;

    private static final List<String> TABLES =
            List.of("organizations", "users", "settings", "flows", "executions", "outputs");

    private final TestDatabase town = Town.founded();

    private static PurgeSettings batchesOf(int organizations) {
        return new PurgeSettings(Engine.guards(1_000), organizations, 2_000_000, 100_000, Duration.ofMillis(250), 1);
    }

    /** Runs something once, right after the first chunk of a table committed. */
    private static PurgeListener after(String table, Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String chunkTable, long rows, Duration took) {
                if (chunkTable.equals(table) && done.compareAndSet(false, true)) {
                    action.run();
                }
            }
        };
    }

    private PurgeListener after(String table, String script) {
        return after(table, () -> town.script(script));
    }

    private static Engine.Setup disturbed(PurgeListener... listeners) {
        return Town.setup().with(ONE_BATCH).with(listeners);
    }

    private Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        TABLES.forEach(table -> counts.put(table, Town.count(town, table)));
        return counts;
    }

    private static PurgeOutcome replan(Engine engine, PurgeOutcome run) {
        return engine.runs().replan(run.run().runId(), Optional::of);
    }

    private static JsonNode certificate(Engine engine, String organization) {
        return JsonMapper.shared()
                .readTree(engine.reports()
                        .certificate(new OrganizationId(organization), null)
                        .orElseThrow()
                        .json());
    }

    private static long certified(Engine engine, String organization, String table) {
        return certificate(engine, organization)
                .at("/tables")
                .get(table)
                .get("deleted")
                .asLong();
    }

    private long entries(String kind) {
        return Town.count(town, "orgpurge.ledger_entry where kind = '" + kind + "'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alter table users add column nickname text",
                "drop index flows_org_id_idx",
                "alter table flows drop constraint flows_approved_by_fkey",
                "create function noisy() returns trigger language plpgsql as 'begin return old; end';"
                        + "create trigger noisy before delete on users for each row execute function noisy()"
            })
    void a_changed_schema_stops_before_the_next_delete_and_the_run_goes_on_under_a_confirmed_plan(String change) {
        Map<String, Long> then = new TreeMap<>();
        PurgeListener disturber = after("public.executions", () -> {
            town.script(change);
            then.putAll(counts());
        });
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();

            assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);
            assertThat(stopped.errors().get(0).detail())
                    .contains("restart --run-id " + stopped.run().runId() + " --replan --confirm DIGEST");
            assertThat(counts()).isEqualTo(then);
            PurgeOutcome restarted = engine.runs().restart(stopped.run().runId());
            assertThat(restarted.exit()).isEqualTo(ExitCode.DRIFT);
            assertThat(restarted.errors().get(0).detail()).contains("--replan --confirm DIGEST");
            assertThat(counts()).isEqualTo(then);

            complete(engine, replan(engine, stopped), 5 * Town.ROWS);
            assertThat(certificate(engine, "4").at("/rows").asLong()).isEqualTo(Town.ROWS);
            assertThat(certified(engine, "4", "public.outputs")).isEqualTo(60);
            assertThat(certified(engine, "4", "public.users")).isEqualTo(5);
        }
    }

    private void complete(Engine engine, PurgeOutcome outcome, long rows) {
        assertThat(outcome.exit()).as("%s", outcome).isEqualTo(ExitCode.DONE);
        assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(outcome.run().rows()).isEqualTo(rows);
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
        assertThat(entries("RUN_REPLANNED")).isEqualTo(1);
        assertThat(engine.ledger().verify().intact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cascade", "no action"})
    void rows_of_a_table_that_came_later_go_too(String action) {
        PurgeListener disturber = after("public.executions", """
                create table notes (id bigint primary key, user_id bigint references users on delete %s);
                create index on notes (user_id);
                insert into notes select id, id from users
                """.formatted(action));
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();
            assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);

            complete(engine, replan(engine, stopped), 5 * (Town.ROWS + 5));
            assertThat(Town.count(town, "notes")).isEqualTo(25);
            assertThat(certified(engine, "4", "public.notes")).isEqualTo(5);
            JsonNode certificate = certificate(engine, "4");
            assertThat(certificate.at("/rows").asLong()).isEqualTo(Town.ROWS + 5);
            assertThat(certificate.at("/plan_digest").asString())
                    .isEqualTo(stopped.run().planDigest());
            assertThat(certificate.at("/replanned").size()).isEqualTo(1);
            assertThat(certificate.at("/replanned/0/plan_digest").asString())
                    .isNotEqualTo(stopped.run().planDigest());
            assertThat(certificate.at("/interruptions/count").asLong()).isEqualTo(1);
        }
    }

    @Test
    void statistics_grants_vacuum_and_new_partitions_are_no_drift() {
        town.script("""
                create table events (org_id bigint not null references organizations, part int not null)
                  partition by list (part);
                create index on events (org_id);
                create table events_1 partition of events for values in (1);
                insert into events select id, 1 from organizations
                """);
        Policy policy = new Policy(List.of(), List.of());
        PurgeListener disturber = after("public.executions", () -> {
            town.script("create table events_2 partition of events for values in (2)");
            town.script("insert into events select id, 2 from organizations");
            town.script("analyze; grant select on users to public");
            town.script("vacuum users");
        });
        try (Engine engine = Engine.on(town, disturbed(disturber).with(policy))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).as("%s", outcome).isEqualTo(ExitCode.DONE);
            assertThat(Town.count(town, "events")).isEqualTo(10);
        }
    }

    @Test
    void drift_between_two_batches_leaves_the_finished_ones_as_they_are() {
        AtomicBoolean done = new AtomicBoolean();
        PurgeListener disturber = new PurgeListener() {
            @Override
            public void organizationFinished(UUID runId, OrganizationStatus status) {
                if (done.compareAndSet(false, true)) {
                    town.script("create table notes (id bigint primary key, user_id bigint references users);"
                            + "create index on notes (user_id); insert into notes select id, id from users");
                }
            }
        };
        try (Engine engine =
                Engine.on(town, disturbed(disturber).with(batchesOf(2)).with(disturber))) {
            PurgeOutcome stopped = engine.execute();
            assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);
            Map<String, OrganizationOutcome> before =
                    engine.outcomes(stopped.run().runId());
            String finished = first(before, OrganizationStatus.PURGED);
            String waiting = first(before, OrganizationStatus.PENDING);
            String proof = certificate(engine, finished).toString();

            complete(engine, replan(engine, stopped), 5 * Town.ROWS + 3 * 5);
            Map<String, OrganizationOutcome> after =
                    engine.outcomes(stopped.run().runId());
            assertThat(after.get(finished)).isEqualTo(before.get(finished));
            assertThat(certificate(engine, finished)).hasToString(proof);
            assertThat(certificate(engine, waiting).at("/replanned").size()).isZero();
            assertThat(certificate(engine, waiting).at("/plan_digest").asString())
                    .isEqualTo(engine.runs()
                            .find(stopped.run().runId())
                            .orElseThrow()
                            .planDigest());
            assertThat(certificate(engine, waiting).at("/fingerprint"))
                    .isNotEqualTo(certificate(engine, finished).at("/fingerprint"));
        }
    }

    private static String first(Map<String, OrganizationOutcome> outcomes, OrganizationStatus status) {
        return outcomes.values().stream()
                .filter(outcome -> outcome.status() == status)
                .map(outcome -> outcome.id().value())
                .findFirst()
                .orElseThrow();
    }

    /** A user that arrives late keeps organization 4 for another round, in which nothing is deleted any more. */
    private PurgeOutcome stoppedWithFourOfFiveGone(Engine engine) {
        PurgeOutcome stopped = engine.execute();
        assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);
        assertThat(Town.count(town, "organizations")).isEqualTo(6);
        return stopped;
    }

    private Engine fourOfFiveGone(String change) {
        return Engine.on(
                town,
                disturbed(
                        after("public.users", "insert into users (org_id, email) values (4, 'late')"),
                        after("public.organizations", change)));
    }

    @Test
    void who_is_gone_when_the_plan_changes_is_certified_by_the_plan_that_deleted_it() {
        try (Engine engine = fourOfFiveGone("alter table users add column nickname text")) {
            PurgeOutcome stopped = stoppedWithFourOfFiveGone(engine);
            assertThat(entries("PURGE_CLOSED")).isZero();

            complete(engine, replan(engine, stopped), 5 * Town.ROWS + 1);
            assertThat(certificate(engine, "2").at("/replanned").size()).isZero();
            assertThat(certificate(engine, "2").at("/rows").asLong()).isEqualTo(Town.ROWS);
            assertThat(certificate(engine, "4").at("/replanned").size()).isEqualTo(1);
            assertThat(certificate(engine, "4").at("/rows").asLong()).isEqualTo(Town.ROWS + 1);
        }
    }

    @Test
    void who_is_gone_and_cannot_be_counted_again_gets_no_certificate() {
        town.script("create table notes (id bigint primary key, user_id bigint references users);"
                + "create index on notes (user_id); insert into notes select id, id from users");
        try (Engine engine = fourOfFiveGone("drop table notes")) {
            PurgeOutcome stopped = stoppedWithFourOfFiveGone(engine);
            PurgeOutcome outcome = replan(engine, stopped);

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            OrganizationOutcome gone = engine.outcome(outcome, "2");
            assertThat(gone.status()).isEqualTo(OrganizationStatus.FAILED);
            assertThat(gone.rows()).isEqualTo(Town.ROWS + 5);
            assertThat(gone.reasons()).singleElement().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo(ReasonCode.DATABASE_ERROR);
                assertThat(reason.detail()).contains("42P01");
            });
            assertThat(entries("PURGE_FAILED")).isEqualTo(4);
            assertThat(engine.reports().certificate(new OrganizationId("2"), null))
                    .isEmpty();
            assertThat(certificate(engine, "4").at("/rows").asLong()).isEqualTo(Town.ROWS + 5 + 1);
            assertThat(certified(engine, "4", "public.notes")).isEqualTo(5);
        }
    }

    @Test
    void a_row_that_came_back_after_its_organization_was_gone_is_found_before_the_plan_changes() {
        try (Engine engine = fourOfFiveGone("alter table users drop constraint users_org_id_fkey;"
                + "insert into users (org_id, email) values (2, 'back')")) {
            PurgeOutcome stopped = stoppedWithFourOfFiveGone(engine);
            town.script("delete from users where org_id = 2;"
                    + " alter table users add column nickname text, add foreign key (org_id) references organizations");
            town.script("alter table users disable trigger all; insert into users (org_id, email) values (2, 'back');"
                    + " alter table users enable trigger all");
            PurgeOutcome outcome = replan(engine, stopped);

            assertThat(engine.outcome(outcome, "2").reasons())
                    .extracting(reason -> reason.code())
                    .containsExactly(ReasonCode.ROWS_REMAIN);
            assertThat(engine.outcome(outcome, "6").status()).isEqualTo(OrganizationStatus.PURGED);
            town.script("delete from users where org_id = 2");
        }
    }

    @Test
    void what_proves_a_delete_is_done_even_if_the_schema_changed_after_the_last_one() {
        PurgeListener disturber = after("public.organizations", "alter table users add column nickname text");
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    @Test
    void drift_in_a_rehearsal_stops_it_and_a_new_plan_rehearses_the_rest() {
        AtomicBoolean done = new AtomicBoolean();
        PurgeListener disturber = new PurgeListener() {
            @Override
            public void organizationFinished(UUID runId, OrganizationStatus status) {
                if (done.compareAndSet(false, true)) {
                    town.script("create table notes (id bigint primary key, user_id bigint references users);"
                            + "create index on notes (user_id); insert into notes select id, id from users");
                }
            }
        };
        try (Engine engine = Engine.on(town, disturbed(disturber).with(batchesOf(2)))) {
            PurgeOutcome stopped = engine.rehearse();
            assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);
            PurgeOutcome outcome = replan(engine, stopped);

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS + 3 * 5);
            assertThat(Town.count(town, "organizations")).isEqualTo(10);
            assertThat(entries("RUN_REPLANNED")).isZero();
        }
    }

    @Test
    void a_reference_that_only_the_new_plan_knows_fails_whom_it_finds_half_gone_and_blocks_the_others() {
        town.script("delete from announcements where author in (select id from users where org_id = 6);"
                + "delete from settings where org_id = 6;"
                + "delete from outputs where execution_id in (select e.id from executions e"
                + " join flows f on f.id = e.flow_id where f.org_id = 6)");
        PurgeListener disturber = after("public.outputs", """
                alter table flows add column reviewed_by bigint references users;
                create index on flows (reviewed_by);
                update flows set reviewed_by = (select min(id) from users where org_id = 4) where org_id = 1;
                update flows set reviewed_by = (select min(id) from users where org_id = 6) where org_id = 3
                """);
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();
            PurgeOutcome outcome = replan(engine, stopped);

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.FAILED);
            assertThat(engine.outcome(outcome, "4").rows()).isEqualTo(62);
            assertThat(engine.outcome(outcome, "6").status()).isEqualTo(OrganizationStatus.BLOCKED);
            assertThat(engine.outcome(outcome, "6").rows()).isZero();
            Stream.of("4", "6")
                    .forEach(id -> assertThat(engine.outcome(outcome, id).reasons())
                            .extracting(reason -> reason.code())
                            .containsExactly(ReasonCode.CROSS_ORGANIZATION_REFERENCE));
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(Town.count(town, "users where org_id in (4, 6)")).isEqualTo(10);
            assertThat(Town.count(town, "orgpurge.purging")).isZero();
            assertThat(entries("PURGE_FAILED")).isEqualTo(1);

            town.script("update flows set reviewed_by = null");
            assertThat(engine.execute().run().rows()).isEqualTo(2 * (Town.ROWS - 61) - 2);
            assertThat(certificate(engine, "4")
                            .at("/earlier_attempts/0/deleted/public.outputs")
                            .asLong())
                    .isEqualTo(60);
        }
    }

    private static Policy invoices(Treatment treatment) {
        boolean kept = treatment == Treatment.RETAIN;
        return new Policy(
                List.of(new TablePolicy(
                        "invoices",
                        kept ? null : "org_id",
                        null,
                        null,
                        kept ? treatment : null,
                        kept ? "tax law" : null,
                        kept ? List.of("org_id") : List.of())),
                List.of());
    }

    @Test
    void a_table_that_a_new_policy_retains_is_certified_with_what_went_before_and_what_stays() {
        town.script("create table invoices (id bigint primary key, org_id bigint references organizations);"
                + "create index on invoices (org_id); insert into invoices select id, id from organizations");
        UUID run;
        try (Engine engine =
                Engine.on(town, disturbed(stopAfter("public.invoices")).with(invoices(Treatment.DELETE)))) {
            PurgeOutcome stopped = engine.execute();
            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            assertThat(Town.count(town, "invoices")).isEqualTo(5);
            run = stopped.run().runId();
        }
        town.script("insert into invoices values (100, 4)");
        try (Engine engine = Engine.on(town, disturbed().with(invoices(Treatment.RETAIN)))) {
            PurgeOutcome refused = engine.runs().restart(run);
            assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.errors().get(0).code()).isEqualTo("POLICY_CHANGED");
            assertThat(refused.errors().get(0).detail()).contains("--replan --confirm DIGEST");

            complete(engine, engine.runs().replan(run, Optional::of), 5 * (Town.ROWS + 1));
            assertThat(Town.count(town, "invoices")).isEqualTo(6);
            JsonNode invoices = certificate(engine, "4").at("/tables").get("public.invoices");
            assertThat(invoices.get("method").asString()).isEqualTo("RETAIN");
            assertThat(invoices.get("deleted").asLong()).isEqualTo(1);
            assertThat(invoices.get("retained").asLong()).isEqualTo(1);
            assertThat(invoices.get("ground").asString()).isEqualTo("tax law");
            assertThat(certificate(engine, "4").at("/status").asString()).isEqualTo("complete_with_retention");
        }
    }

    /** Stops its own process's run by the same way that a person takes. */
    private PurgeListener stopAfter(String table) {
        return after(
                table,
                "insert into orgpurge.stop_request (run_id, epoch, asked_by)"
                        + " select run_id, epoch, 'test' from orgpurge.run where status = 'RUNNING'");
    }

    @Test
    void a_run_that_gets_a_third_plan_still_adds_up() {
        PurgeListener first = after("public.outputs", "alter table users add column a text");
        PurgeListener second = after("public.flows", "alter table users add column b text");
        try (Engine engine = Engine.on(town, disturbed(first, second))) {
            PurgeOutcome stopped = engine.execute();
            PurgeOutcome again = replan(engine, stopped);
            assertThat(again.exit()).isEqualTo(ExitCode.DRIFT);
            assertThat(again.run().rows()).isEqualTo(5 * 102);
            assertThat(engine.outcome(again, "4").rows()).isEqualTo(102);
            PurgeOutcome outcome = replan(engine, stopped);

            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(certificate(engine, "4").at("/replanned").size()).isEqualTo(2);
            assertThat(certificate(engine, "4").at("/rows").asLong()).isEqualTo(Town.ROWS);
        }
    }

    @Test
    void a_new_plan_needs_its_digest_and_a_wrong_or_missing_one_changes_nothing() {
        PurgeListener disturber = after("public.outputs", "alter table users add column nickname text");
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();
            UUID run = stopped.run().runId();
            String digest = stopped.run().planDigest();

            List<PlanConfirmation> wrong = List.of(
                    asked -> Optional.empty(), asked -> Optional.of("sha256:0"), asked -> Optional.of(asked + "0"));
            for (PlanConfirmation one : wrong) {
                assertThatExceptionOfType(Problem.class)
                        .isThrownBy(() -> engine.runs().replan(run, one))
                        .satisfies(problem -> {
                            assertThat(problem.code()).isEqualTo("CONFIRMATION_MISSING");
                            assertThat(problem.detail())
                                    .contains("plan", "restart --run-id " + run + " --replan --confirm " + digest);
                        });
            }
            assertThat(Town.count(town, "orgpurge.run where replans > 0")).isZero();

            complete(
                    engine,
                    engine.runs().replan(run, asked -> Optional.of(asked.substring("sha256:".length()))),
                    5 * Town.ROWS);
        }
    }

    @Test
    void a_new_plan_with_errors_is_refused_by_name() {
        PurgeListener disturber = after("public.outputs", "create rule keep as on delete to users do instead nothing");
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();
            assertThatExceptionOfType(Problem.class)
                    .isThrownBy(() -> replan(engine, stopped))
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo("REWRITE_RULE"));
            town.script("drop rule keep on users");
            assertThat(engine.runs().restart(stopped.run().runId()).exit()).isEqualTo(ExitCode.DONE);
        }
    }

    @Test
    void a_replan_under_an_unchanged_plan_just_goes_on() {
        try (Engine engine = Engine.on(town, disturbed(stopAfter("public.outputs")))) {
            PurgeOutcome stopped = engine.execute();
            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);

            assertThat(replan(engine, stopped).run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(entries("RUN_REPLANNED")).isZero();
            assertThat(replan(engine, stopped).run().status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void a_replan_that_breaks_off_leaves_the_run_as_it_was() {
        PurgeListener disturber = after("public.executions", "alter table users add column nickname text");
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();
            town.script("alter table orgpurge.run_table add constraint refuse check (table_no > 0)");
            assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> replan(engine, stopped));
            assertThat(Town.count(town, "orgpurge.carried")).isZero();
            assertThat(entries("RUN_REPLANNED")).isZero();

            town.script("alter table orgpurge.run_table drop constraint refuse");
            complete(engine, replan(engine, stopped), 5 * Town.ROWS);
        }
    }

    @Test
    void the_next_night_tells_of_a_run_that_waits_and_never_replans_it() {
        PurgeListener disturber = after("public.outputs", "alter table users add column nickname text");
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();
            PurgeOutcome night = engine.execute();

            assertThat(night.exit()).isEqualTo(ExitCode.DRIFT);
            assertThat(night.resumed())
                    .singleElement()
                    .satisfies(run ->
                            assertThat(run.runId()).isEqualTo(stopped.run().runId()));
            assertThat(engine.outcome(night, "4").reasons())
                    .extracting(reason -> reason.code())
                    .containsExactly(ReasonCode.ALREADY_PURGING);
            assertThat(entries("RUN_REPLANNED")).isZero();
            complete(engine, replan(engine, stopped), 5 * Town.ROWS);
        }
    }

    @Test
    void a_hold_that_is_placed_between_two_plans_freezes_whoever_lost_rows_under_the_first() {
        PurgeListener disturber = after("public.outputs", "alter table users add column nickname text");
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.execute();
            town.script("insert into orgpurge.legal_hold (organization, matter, reason, placed_by)"
                    + " values ('4', 'Doe v. Acme', 'order', 'test')");
            PurgeOutcome outcome = replan(engine, stopped);

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.FROZEN);
            assertThat(engine.outcome(outcome, "4").rows()).isEqualTo(62);
            assertThat(Town.count(town, "users where org_id = 4")).isEqualTo(5);
        }
    }

    @Test
    void a_single_purge_goes_on_under_a_new_plan_too() {
        PurgeListener disturber = after("public.outputs", "alter table users add column nickname text");
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            PurgeOutcome stopped = engine.purge("4", Mode.EXECUTE, Lifted.NOTHING);
            assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);

            PurgeOutcome outcome = replan(engine, stopped);
            assertThat(outcome.run().rows()).isEqualTo(Town.ROWS);
            assertThat(new ArrayList<>(engine.outcomes(outcome.run().runId()).keySet()))
                    .containsExactly("4");
        }
    }

    /** Several threads of a test's own: a common pool may have but one. */
    private static void meanwhile(Runnable... actions) {
        for (Runnable action : actions) {
            Thread thread = new Thread(action, "meanwhile");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Somebody in this database waits for such a lock. */
    private boolean waiting(String condition) {
        return town.jdbc()
                .sql("select exists (select from pg_locks l join pg_stat_activity a using (pid) where not l.granted"
                        + " and a.datname = current_database() and " + condition + ") from pg_sleep(0.01)")
                .query(Boolean.class)
                .single();
    }

    private void await(String condition) {
        while (!waiting(condition)) {
            Thread.onSpinWait();
        }
    }

    /** Does something while a lock is held, and returns what to do to let go of it. */
    private Runnable locked(String lock) {
        try {
            Connection holder = town.dataSource().getConnection();
            holder.setAutoCommit(false);
            holder.createStatement().execute(lock);
            return () -> {
                try (holder) {
                    holder.commit();
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            };
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void drift_between_collecting_and_the_claim_stops_before_the_first_delete() {
        Runnable open = locked("select pg_advisory_xact_lock(" + ChunkGate.KEY + ")");
        meanwhile(() -> {
            await("l.locktype = 'advisory'");
            town.script("alter table users add column nickname text");
            open.run();
        });
        try (Engine engine = Engine.on(town, disturbed())) {
            PurgeOutcome stopped = engine.execute();

            assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);
            assertThat(entries("PURGE_OPENED")).isEqualTo(5);
            assertThat(Town.count(town, "orgpurge.chunk")).isZero();
            complete(engine, replan(engine, stopped), 5 * Town.ROWS);
            assertThat(entries("PURGE_OPENED")).isEqualTo(5);
        }
    }

    @Test
    void a_cascade_that_is_added_between_the_look_at_the_schema_and_the_delete_takes_no_row_along() {
        CompletableFuture<Long> arrived = new CompletableFuture<>();
        PurgeListener disturber = after("public.flows", () -> {
            Runnable release = locked("select from users where org_id % 2 = 0 order by id limit 1 for update");
            meanwhile(
                    () -> {
                        awaitChunkAtRow();
                        town.script("""
                                create table notes (user_id bigint primary key references users on delete cascade);
                                insert into notes select max(id) from users where org_id = 4 having count(*) > 0
                                """);
                        arrived.complete(Town.count(town, "notes"));
                    },
                    () -> {
                        awaitChunkAtRow();
                        while (!arrived.isDone() && !waiting("l.relation = 'users'::regclass")) {
                            Thread.onSpinWait();
                        }
                        release.run();
                    });
        });
        // after the users only the organizations are left, whose chunk waits for no new table that refers to users
        PurgeListener letIn = after(
                "public.users", () -> assertThat(arrived).as("the new table").succeedsWithin(Duration.ofMinutes(1)));
        try (Engine engine = Engine.on(town, disturbed(disturber, letIn))) {
            PurgeOutcome stopped = engine.execute();

            assertThat(stopped.exit()).isEqualTo(ExitCode.DRIFT);
            assertThat(arrived).succeedsWithin(Duration.ofMinutes(1)).isEqualTo(Town.count(town, "notes"));
            complete(engine, replan(engine, stopped), 5 * Town.ROWS + arrived.join());
        }
    }

    private void awaitChunkAtRow() {
        await("l.locktype in ('transactionid', 'tuple')");
    }

    private Cli.Result shell(Path policy, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + policy);
        return Cli.run(town, all.toArray(String[]::new));
    }

    @Test
    void the_command_line_refuses_without_the_digest_that_plan_shows_and_goes_on_with_it(@TempDir Path folder)
            throws IOException {
        Path policy = Files.writeString(folder.resolve("policy.yaml"), """
                orgpurge:
                  organization:
                    table: organizations
                    label: name
                    due:
                      - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
                """);
        PurgeListener disturber = after("public.outputs", "alter table users add column nickname text");
        String run;
        try (Engine engine = Engine.on(town, disturbed(disturber))) {
            run = engine.execute().run().runId().toString();
        }
        JsonNode plan = JsonMapper.shared()
                .readTree(shell(policy, "plan", "--output", "json").out());
        String digest = plan.path("digest").asString();

        Cli.Result refused = shell(policy, "restart", "--run-id", run, "--replan");
        assertThat(refused.exit()).isEqualTo(3);
        assertThat(refused.err()).hasLineCount(1).contains("--replan --confirm " + digest, "[CONFIRMATION_MISSING]");
        Cli.Result done = shell(policy, "restart", "--run-id", run, "--replan", "--confirm", digest, "--output=json");
        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(JsonMapper.shared().readTree(done.out()).path("rows").asLong())
                .isEqualTo(5 * Town.ROWS);
    }

    /** More of them, or all round trips, show with a larger sample: {@code -Dreplan.sample=1000}. */
    @Test
    void a_connection_cut_anywhere_while_the_plan_changes_leaves_a_run_that_can_go_on() throws IOException {
        Random random = new Random(Long.getLong("crash.seed", System.nanoTime()));
        int sample = Integer.getInteger("replan.sample", 2);
        for (int trial = 1; trial <= sample; trial++) {
            long trip = sample > LAST_TRIP ? trial : 1 + random.nextLong(LAST_TRIP);
            if (trip <= LAST_TRIP) {
                cut(trip, trial % 2 == 0 ? Side.BEFORE : Side.AFTER);
            }
        }
    }

    private static void cut(long trip, Side side) throws IOException {
        ReplanIT other = new ReplanIT();
        PurgeOutcome stopped;
        try (Engine engine = other.fourOfFiveGone("alter table users add column nickname text")) {
            stopped = other.stoppedWithFourOfFiveGone(engine);
        }
        String as = side + ":" + trip;
        TestDatabase town = other.town;
        try (CutLine line = CutLine.at(town, trip, side)) {
            TestDatabase behind =
                    new TestDatabase(line.url(), town.user(), town.password(), town.dataSource(), town.superuser());
            try (Engine engine = Engine.on(behind, disturbed())) {
                replan(engine, stopped);
            } catch (RuntimeException broken) {
                assertThat(line.wasCut()).as(as).isTrue();
            }
            assertThat(line.wasCut()).as(as).isTrue();
        }
        try (Engine engine = Engine.on(town, disturbed())) {
            other.complete(engine, replan(engine, stopped), 5 * Town.ROWS + 1);
            assertThat(other.entries("PURGE_CLOSED")).as(as).isEqualTo(5);
            assertThat(certificate(engine, "2").at("/rows").asLong()).as(as).isEqualTo(Town.ROWS);
        }
    }
}
