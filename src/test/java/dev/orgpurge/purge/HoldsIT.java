package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.organization.JoinedRows;
import dev.orgpurge.organization.LegalHold;
import dev.orgpurge.organization.OrganizationFixture;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Legal holds before, at and after the claim, and reactivations behind our back. */
class HoldsIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    /** A thread for each: on two processors the common pool has a single one from JDK 25 on. */
    private static final Executor THREADS = task -> new Thread(task, "holds-it").start();

    private final TestDatabase town = Town.founded();
    private final AtomicReference<Engine> engine = new AtomicReference<>();
    private final CompletableFuture<Boolean> reactivation = new CompletableFuture<>();

    /** An engine on which something happens once, right after the first chunk of a table committed. */
    private Engine after(String table, Consumer<Engine> action) {
        AtomicBoolean done = new AtomicBoolean();
        return engine(new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String chunkTable, long rows, Duration took) {
                if (chunkTable.equals(table) && done.compareAndSet(false, true)) {
                    action.accept(engine.get());
                }
            }
        });
    }

    private Engine engine(PurgeListener... listeners) {
        engine.set(Engine.on(town, Town.setup().with(ONE_WORKER).with(listeners)));
        return engine.get();
    }

    private static LegalHold hold(Engine engine, String organization, String matter) {
        return engine.bean(HoldPlacement.class)
                .place(organization, matter, "because of Jane Doe")
                .hold();
    }

    private static void release(Engine engine, String organization, @Nullable String matter) {
        engine.bean(HoldPlacement.class).release(organization, matter, false, "settled");
    }

    private static List<ReasonCode> reasons(Engine engine, PurgeOutcome outcome, String organization) {
        return engine.outcome(outcome, organization).reasons().stream()
                .map(Reason::code)
                .toList();
    }

    private static OrganizationStatus status(Engine engine, PurgeOutcome outcome, String organization) {
        return engine.outcome(outcome, organization).status();
    }

    private static LedgerEntry last(Engine engine, EntryKind kind, String organization) {
        return engine.ledger()
                .last(kind, new OrganizationId(organization), null)
                .orElseThrow();
    }

    private static OrganizationOutcome resumed(Engine engine, UUID run, String organization) {
        return Objects.requireNonNull(engine.outcomes(run).get(organization));
    }

    /** What organization 4 still has in these tables. */
    private Map<String, Long> rowsOf4() {
        return Map.of(
                "organizations", Town.count(town, "organizations where id = 4"),
                "users", Town.count(town, "users where org_id = 4"),
                "settings", Town.count(town, "settings where org_id = 4"),
                "flows", Town.count(town, "flows where org_id = 4"),
                "executions", Town.count(town, "executions e join flows f on f.id = e.flow_id where f.org_id = 4"),
                "outputs",
                        Town.count(
                                town,
                                "outputs o join executions e on e.id = o.execution_id"
                                        + " join flows f on f.id = e.flow_id where f.org_id = 4"));
    }

    private static final Map<String, Long> WHOLE =
            Map.of("organizations", 1L, "users", 5L, "settings", 2L, "flows", 10L, "executions", 30L, "outputs", 60L);

    @Test
    void a_held_organization_is_blocked_until_its_last_hold_is_released() {
        try (Engine engine = engine()) {
            hold(engine, "4", "first");
            LegalHold second = hold(engine, "4", "second");
            assertThat(hold(engine, "4", "second").id()).isEqualTo(second.id());

            PurgeOutcome rehearsal = engine.rehearse();
            assertThat(reasons(engine, rehearsal, "4")).containsExactly(ReasonCode.LEGAL_HOLD, ReasonCode.LEGAL_HOLD);
            assertThat(engine.purge("4", Mode.EXECUTE, new Lifted(true, true)).exit())
                    .isEqualTo(ExitCode.REFUSED);
            assertThatThrownBy(() -> engine.bean(HoldPlacement.class).release("4", null, false, "all over"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("SEVERAL_HOLDS"));
            release(engine, "4", "first");
            PurgeOutcome night = engine.execute();
            assertThat(night.exit()).isEqualTo(ExitCode.DONE);
            assertThat(reasons(engine, night, "4")).containsExactly(ReasonCode.LEGAL_HOLD);
            assertThat(rowsOf4()).isEqualTo(WHOLE);

            release(engine, "4", "second");
            PurgeOutcome next = engine.execute();
            assertThat(status(engine, next, "4")).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.bean(HoldPlacement.class).holds())
                    .extracting(LegalHold::matter)
                    .containsExactly("first", "second");
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
    }

    @Test
    void the_words_of_a_hold_stay_out_of_the_ledger_and_its_history_cannot_be_changed() {
        try (Engine engine = engine()) {
            hold(engine, "4", "Doe v. Town");
            release(engine, "4", "Doe v. Town");

            assertThat(town.jdbc()
                            .sql("select string_agg(body, ' ') from orgpurge.ledger_entry")
                            .query(String.class)
                            .single())
                    .contains("HOLD_PLACED", "HOLD_RELEASED", "sha256:")
                    .doesNotContain("Doe", "settled");
            for (String change : List.of(
                    "update orgpurge.legal_hold set placed_by = 'somebody else'",
                    "delete from orgpurge.legal_hold_release",
                    "truncate orgpurge.legal_hold cascade")) {
                assertThatThrownBy(() -> town.script(change)).hasMessageContaining("history of legal holds is kept");
            }
        }
    }

    @Test
    void a_hold_on_every_organization_blocks_them_all_and_is_released_as_a_whole() {
        try (Engine engine = engine()) {
            engine.bean(HoldPlacement.class).place(null, "freeze", "audit");
            PurgeOutcome night = engine.execute();

            assertThat(night.run().rows()).isZero();
            assertThat(reasons(engine, night, "2")).containsExactly(ReasonCode.LEGAL_HOLD);
            assertThatThrownBy(() -> release(engine, "2", null))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_FOUND));
            engine.bean(HoldPlacement.class).release(null, null, false, "over");
            assertThat(engine.execute().run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    @Test
    void only_known_organizations_are_held_and_purged_ones_are_known() {
        try (Engine engine = engine()) {
            assertThatThrownBy(() -> hold(engine, "99", "m"))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("NO_SUCH_ORGANIZATION"));
            engine.execute();
            assertThat(hold(engine, "04", "restored?").organization()).isEqualTo(new OrganizationId("4"));
        }
    }

    /** A hold that arrives while keys are collected: after the selection and before the claim. */
    @Test
    void at_the_claim_a_held_organization_drops_out_and_takes_out_whom_its_rows_refer_to() {
        try (Engine engine = engine()) {
            engine.rehearse();
            town.script("""
                    update flows set approved_by = (select min(id) from users where org_id = 4)
                     where id = (select min(id) from flows where org_id = 6);
                    create function hold() returns trigger language plpgsql as $$ begin
                      insert into orgpurge.legal_hold (organization, matter, reason, placed_by)
                      select '6', 'm', 'r', 'somebody' where not exists (select from orgpurge.legal_hold);
                      return null; end $$;
                    create trigger hold after insert on orgpurge.key_table for each row execute function hold()
                    """);
            PurgeOutcome outcome = engine.execute();

            assertThat(reasons(engine, outcome, "6")).containsExactly(ReasonCode.LEGAL_HOLD);
            assertThat(reasons(engine, outcome, "4")).containsExactly(ReasonCode.CROSS_ORGANIZATION_REFERENCE);
            assertThat(rowsOf4()).isEqualTo(WHOLE);
            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcome.run().rows()).isEqualTo(3 * Town.ROWS);
            assertThat(engine.ledger().last(EntryKind.PURGE_OPENED, new OrganizationId("6"), null))
                    .isEmpty();
        }
    }

    @Test
    void a_hold_between_claim_and_first_delete_takes_the_organization_out_untouched() {
        AtomicReference<Engine> running = engine;
        try (Engine engine = engine(new PurgeListener() {
            @Override
            public void rowsExpected(UUID runId, long rows, int organizations) {
                hold(running.get(), "4", "m");
            }
        })) {
            PurgeOutcome outcome = engine.execute();

            assertThat(status(engine, outcome, "4")).isEqualTo(OrganizationStatus.BLOCKED);
            assertThat(rowsOf4()).isEqualTo(WHOLE);
            assertThat(outcome.run().rows()).isEqualTo(4 * Town.ROWS);
            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(last(engine, EntryKind.PURGE_FROZEN, "4").facts()).containsEntry("status", "blocked");
            assertThat(Town.count(town, "orgpurge.purging")).isZero();
            assertThat(Town.count(town, "orgpurge.frozen")).isZero();
        }
    }

    @Test
    void a_hold_after_the_first_delete_freezes_until_its_release() {
        AtomicReference<Map<String, Long>> atAnswer = new AtomicReference<>();
        try (Engine engine = after("public.outputs", running -> {
            hold(running, "4", "m");
            atAnswer.set(rowsOf4());
        })) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.PARTIAL);
            assertThat(rowsOf4()).isEqualTo(atAnswer.get()).containsEntry("outputs", 0L);
            assertThat(rowsOf4()).containsEntry("executions", 30L);
            OrganizationOutcome frozen = engine.outcome(outcome, "4");
            assertThat(frozen.status()).isEqualTo(OrganizationStatus.FROZEN);
            assertThat(frozen.tables()).isEqualTo(Map.of("public.outputs", 60L, "public.settings", 2L));
            assertThat(frozen.certificateId()).isNull();
            assertThat(reasons(engine, outcome, "4")).containsExactly(ReasonCode.LEGAL_HOLD);
            assertThat(last(engine, EntryKind.PURGE_FROZEN, "4").facts().toString())
                    .contains("public.outputs=60", "status=frozen");
            assertThat(engine.outcome(outcome, "6").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.runs().rows("4").frozenIn())
                    .isEqualTo(outcome.run().runId());
            assertThatThrownBy(() -> engine.runs().requireNotBegun(new OrganizationId("4")))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("PURGE_BEGUN"));

            assertThat(reasons(engine, engine.execute(), "4")).containsExactly(ReasonCode.LEGAL_HOLD);
            release(engine, "4", "m");
            PurgeOutcome next = engine.execute();
            assertThat(status(engine, next, "4")).isEqualTo(OrganizationStatus.PURGED);
            assertThat(next.run().rows()).isEqualTo(Town.ROWS - 62);
            assertThat(engine.runs().rows("4").frozenIn()).isNull();
            assertThat(engine.reports()
                            .certificate(new OrganizationId("4"), null)
                            .orElseThrow()
                            .json())
                    .contains("\"earlier_attempts\":[{", "\"outcome\":\"frozen\"", "\"public.outputs\":60");
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
    }

    @Test
    void a_hold_that_was_numbered_before_another_and_committed_after_it_is_heard() throws SQLException {
        try (Connection slow = town.dataSource().getConnection();
                Statement statement = slow.createStatement()) {
            engine().runs().run(PurgeRequest.due(Mode.REHEARSAL, null, null));
            engine.get().close();
            slow.setAutoCommit(false);
            statement.execute("insert into orgpurge.legal_hold (organization, matter, reason, placed_by)"
                    + " values ('4', 'slow', 'r', 'p')");
            PurgeListener both = new PurgeListener() {
                @Override
                public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
                    if (table.equals("public.outputs")) {
                        hold(engine.get(), "3", "quick");
                    } else if (table.equals("public.executions")) {
                        commit(slow);
                    }
                }
            };
            try (Engine engine = engine(both)) {
                PurgeOutcome outcome = engine.execute();

                assertThat(status(engine, outcome, "4")).isEqualTo(OrganizationStatus.FROZEN);
                assertThat(reasons(engine, outcome, "4")).containsExactly(ReasonCode.LEGAL_HOLD);
                assertThat(Town.count(town, "flows where org_id = 4")).isPositive();
            }
        }
    }

    private static void commit(Connection connection) {
        try {
            connection.commit();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whom_a_frozen_organization_refers_to_is_frozen_too() {
        town.script("update flows set approved_by = (select min(id) from users where org_id = 4)"
                + " where id = (select min(id) from flows where org_id = 6)");
        try (Engine engine = after("public.outputs", running -> hold(running, "6", "m"))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(reasons(engine, outcome, "6")).containsExactly(ReasonCode.LEGAL_HOLD);
            assertThat(reasons(engine, outcome, "4")).containsExactly(ReasonCode.CROSS_ORGANIZATION_REFERENCE);
            assertThat(status(engine, outcome, "4")).isEqualTo(OrganizationStatus.FROZEN);
            assertThat(Town.count(town, "users where org_id = 4")).isEqualTo(5);
            release(engine, "6", "m");
            assertThat(engine.execute().run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(Town.count(town, "organizations")).isEqualTo(5);
        }
    }

    /** The chunk stands inside its DELETE while the hold is placed; the answer may not come before that chunk has ended. */
    @Test
    void a_hold_is_answered_after_the_last_chunk_and_nothing_is_deleted_after_the_answer() throws Exception {
        town.script("""
                create table way (free boolean primary key);
                create function wait() returns trigger language plpgsql as $$ begin
                  perform pg_advisory_xact_lock(4711);
                  while not exists (select from way) loop perform pg_sleep(0.01); end loop;
                  return null; end $$;
                create trigger wait before delete on outputs for each statement execute function wait()
                """);
        try (Engine engine = engine()) {
            CompletableFuture<PurgeOutcome> purge = CompletableFuture.supplyAsync(engine::execute, THREADS);
            awaitLock("granted", 4711);
            CompletableFuture<Map<String, Long>> answer = CompletableFuture.supplyAsync(
                    () -> {
                        hold(engine, "4", "m");
                        return rowsOf4();
                    },
                    THREADS);
            awaitLock("not granted", ChunkGate.KEY);
            assertThat(answer).isNotDone();
            // whoever comes later queues behind the one who says no: chunks cannot keep him out
            assertThat(town.jdbc()
                            .sql("select pg_try_advisory_xact_lock_shared(" + ChunkGate.KEY + ")")
                            .query(Boolean.class)
                            .single())
                    .isFalse();
            town.script("insert into way values (true)");

            Map<String, Long> atAnswer = answer.get(60, TimeUnit.SECONDS);
            PurgeOutcome outcome = purge.get(60, TimeUnit.SECONDS);
            assertThat(atAnswer).containsEntry("outputs", 0L).containsEntry("executions", 30L);
            assertThat(rowsOf4()).isEqualTo(atAnswer);
            assertThat(status(engine, outcome, "4")).isEqualTo(OrganizationStatus.FROZEN);
        }
    }

    private void awaitLock(String granted, long key) {
        await("select exists (select from pg_locks where locktype = 'advisory' and " + granted
                + " and ((classid::bigint << 32) | objid::bigint) = " + key
                + " and database = (select oid from pg_database where datname = current_database()))");
    }

    private void await(String question) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!town.jdbc().sql(question).query(Boolean.class).single()) {
            assertThat(System.nanoTime()).as(question).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void a_hold_placed_while_the_process_was_dead_freezes_on_resumption() {
        try (Engine engine =
                after("public.executions", running -> town.script("update orgpurge.run set epoch = epoch + 1"))) {
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.LOCKED);
        }
        town.script("update orgpurge.run set status = 'RUNNING', finished_at = null");
        try (Engine engine = engine()) {
            hold(engine, "4", "m");
            Map<String, Long> atAnswer = rowsOf4();
            PurgeOutcome night = engine.execute();

            assertThat(night.exit()).isEqualTo(ExitCode.PARTIAL);
            UUID resumed = night.resumed().get(0).runId();
            assertThat(resumed(engine, resumed, "4").status()).isEqualTo(OrganizationStatus.FROZEN);
            assertThat(rowsOf4()).isEqualTo(atAnswer);
            assertThat(resumed(engine, resumed, "6").rows()).isEqualTo(Town.ROWS);
        }
    }

    @Test
    void rows_by_which_a_rule_selected_an_organization_may_go_before_it() {
        town.script("update settings set value = 'closed' where org_id % 2 = 0");
        RootSettings joined = new RootSettings(
                "organizations",
                null,
                "name",
                List.of(
                        OrganizationFixture.joined(
                                "closed",
                                new JoinedRows(
                                        "settings",
                                        "org_id",
                                        null,
                                        "value = 'closed'",
                                        null,
                                        null,
                                        null,
                                        null,
                                        JoinedRows.Match.ALL)),
                        OrganizationFixture.rule(
                                "subselect",
                                "exists (select from settings s where s.org_id = id and s.value = 'none')")),
                null,
                null);
        try (Engine joining = Engine.on(town, Engine.Setup.of(joined).with(ONE_WORKER))) {
            PurgeOutcome outcome = joining.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    @Test
    void a_reactivated_organization_freezes_until_somebody_names_it() {
        try (Engine engine = after(
                "public.outputs", running -> town.script("update organizations set status = 'ACTIVE' where id = 4"))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(status(engine, outcome, "4")).isEqualTo(OrganizationStatus.FROZEN);
            assertThat(reasons(engine, outcome, "4")).containsExactly(ReasonCode.REACTIVATED_DURING_PURGE);
            assertThat(rowsOf4()).containsEntry("executions", 30L);
            assertThat(engine.purge("4", Mode.EXECUTE, Lifted.NOTHING).exit()).isEqualTo(ExitCode.REFUSED);

            town.script("update organizations set status = 'DEACTIVATED' where id = 4");
            PurgeOutcome night = engine.execute();
            assertThat(reasons(engine, night, "4")).containsExactly(ReasonCode.REACTIVATED_DURING_PURGE);
            assertThat(rowsOf4()).containsEntry("executions", 30L);

            PurgeOutcome named = engine.purge("4", Mode.EXECUTE, Lifted.NOTHING);
            assertThat(named.exit()).isEqualTo(ExitCode.DONE);
            assertThat(status(engine, named, "4")).isEqualTo(OrganizationStatus.PURGED);
        }
    }

    /** Somebody's reactivation is not committed yet when the root rows' turn begins: only their lock can tell. */
    @Test
    void a_reactivation_that_is_under_way_wins_over_the_last_delete() throws Exception {
        try (Connection somebody = town.dataSource().getConnection();
                Statement statement = somebody.createStatement();
                Engine engine = after("public.users", running -> reactivate(somebody, statement))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(reactivation.get(60, TimeUnit.SECONDS)).isTrue();
            assertThat(status(engine, outcome, "4")).isEqualTo(OrganizationStatus.FROZEN);
            assertThat(reasons(engine, outcome, "4")).containsExactly(ReasonCode.REACTIVATED_DURING_PURGE);
            assertThat(Town.count(town, "organizations where id = 4")).isEqualTo(1);
            assertThat(Town.count(town, "organizations")).isEqualTo(6);
        }
    }

    private void reactivate(Connection somebody, Statement statement) {
        try {
            somebody.setAutoCommit(false);
            statement.execute("update organizations set status = 'ACTIVE' where id = 4");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        reactivation.completeAsync(() -> {
            await("select exists (select from pg_locks where not granted and locktype = 'transactionid')");
            try {
                somebody.commit();
                return true;
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        });
    }
}
