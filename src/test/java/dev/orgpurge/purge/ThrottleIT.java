package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a run waits for before a chunk, and whom it hears meanwhile. */
@Timeout(300)
class ThrottleIT {

    private static final Pacing UNBOUND = Pacing.unbound(Duration.ofSeconds(5), 2);
    private static final Restraint OFTEN = Restraint.NONE.interval(Duration.ofMillis(100));
    private static final SqlSnippet FLAG = new SqlSnippet("orgpurge.throttle.probe", "select wait from flag");

    /** Where the test can make a chunk wait, for longer than a chunk waits for a lock. */
    private static final String GATE = """
            create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as
            $$ begin perform pg_advisory_xact_lock_shared(4711); return old; end $$;
            """;

    private final TestDatabase town = Town.founded();
    private final WaitLog log = new WaitLog();

    /** A thread for each: on two processors the common pool has a single one from JDK 25 on. */
    private static final Executor THREADS = task -> new Thread(task, "throttle-it").start();

    @TempDir
    private Path folder;

    private Engine engine(Pacing pacing, Restraint restraint, PurgeListener... more) {
        PurgeListener[] listeners = more.length == 0 ? new PurgeListener[] {log} : new PurgeListener[] {log, more[0]};
        return Engine.on(
                town,
                Town.setup().with(Engine.SETTINGS.with(pacing).with(restraint)).with(listeners));
    }

    private static Policy accepting(String trigger) {
        Policy.TablePolicy outputs =
                new Policy.TablePolicy("outputs", null, null, null, null, null, List.of(), List.of(trigger), false);
        return new Policy(List.of(outputs), List.of());
    }

    private static CompletableFuture<PurgeOutcome> night(Engine engine) {
        return CompletableFuture.supplyAsync(engine::execute, THREADS);
    }

    private static void assertComplete(CompletableFuture<PurgeOutcome> night) throws Exception {
        PurgeOutcome outcome = night.get(120, TimeUnit.SECONDS);
        assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
        assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
    }

    private void assertNothingDeleted() {
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
        assertThat(Town.count(town, "outputs")).isEqualTo(600);
    }

    private void flag(String value) {
        town.script("create table if not exists flag (wait boolean); delete from flag; insert into flag values ("
                + value + "); grant select on flag to " + town.user());
    }

    private JdbcClient superuser() {
        return JdbcClient.create(town.superuser());
    }

    @Test
    void a_slot_that_holds_back_too_much_log_is_waited_for_until_it_is_gone() throws Exception {
        superuser()
                .sql("select pg_create_physical_replication_slot('forgotten', true)")
                .query()
                .listOfRows();
        town.script("create table ballast as select repeat('x', 1000) from generate_series(1, 2000)");
        try (Engine engine = engine(UNBOUND.withWalBacklog(1L << 20), OFTEN)) {
            CompletableFuture<PurgeOutcome> night = night(engine);
            log.awaitWait(WaitReason.WAL_BACKLOG, "> 1MB (slot forgotten)");
            assertNothingDeleted();
            superuser()
                    .sql("select pg_drop_replication_slot('forgotten')")
                    .query()
                    .listOfRows();
            assertComplete(night);
            assertThat(waited(engine)).containsOnlyKeys("wal_backlog");
        }
    }

    private static Map<String, Object> waited(Engine engine) {
        LedgerEntry finished = engine.ledger()
                .aboutRun(engine.runs().runs(1).get(0).runId(), EntryKind.RUN_FINISHED)
                .get(0);
        Map<String, Object> waited = new TreeMap<>();
        ((Map<?, ?>) Objects.requireNonNull(finished.facts().get("throttled_millis")))
                .forEach((reason, millis) -> waited.put(String.valueOf(reason), millis));
        return waited;
    }

    @Test
    void an_old_snapshot_is_waited_for_until_it_ends() throws Exception {
        try (Connection other = town.superuser().getConnection();
                Statement statement = other.createStatement();
                Engine engine = engine(UNBOUND.withXminAge(1L), OFTEN)) {
            other.setAutoCommit(false);
            statement.execute("set transaction isolation level repeatable read");
            statement.execute("select 1 from organizations");
            town.script("select txid_current(); select txid_current()");
            CompletableFuture<PurgeOutcome> night = night(engine);
            log.awaitWait(WaitReason.XMIN_AGE, "transactions old > 1 (session ");
            assertNothingDeleted();
            other.rollback();
            // autovacuum and the run itself may take a moment's snapshot too
            engine.bean(PaceControl.class).change(Map.of(PaceSetting.XMIN_AGE, "100000"));
            assertComplete(night);
        }
    }

    @Test
    void whoever_waits_for_our_locks_is_seen_while_the_chunk_runs_and_gets_them_with_smaller_chunks_after()
            throws Exception {
        town.script("""
                delete from outputs; delete from executions;
                insert into executions (flow_id) select (select min(id) from flows where org_id = 2) from generate_series(1, 1500);
                insert into outputs (execution_id, output) select id, 'x' from executions;
                """ + GATE
                + "create trigger gate before delete on outputs for each row execute function wait_at_gate()");
        Pacing one =
                UNBOUND.withWorkers(1).withTargetChunk(Duration.ofSeconds(100)).withBlockedSessions(1);
        try (Connection gate = town.superuser().getConnection();
                Statement hold = gate.createStatement();
                Connection other = town.superuser().getConnection();
                Statement waiting = other.createStatement();
                Engine engine = Engine.on(
                        town,
                        Town.setup()
                                .with(Engine.SETTINGS.with(one).with(OFTEN))
                                .with(accepting("gate"))
                                .with(log))) {
            hold.execute("select pg_advisory_lock(4711)");
            CompletableFuture<PurgeOutcome> night = night(engine);
            awaitSome("pg_locks where locktype = 'advisory' and objid = 4711 and not granted");
            other.setAutoCommit(false);
            CompletableFuture<Void> blocked =
                    CompletableFuture.runAsync(() -> execute(waiting, "lock table outputs in share mode"), THREADS);
            awaitSome("pg_locks where not granted and mode = 'ShareLock' and relation = 'outputs'::regclass");
            awaitLooks(3);
            gate.setAutoCommit(false);
            hold.execute(NO_LOOK);
            awaitSome("pg_stat_activity where application_name = 'orgpurge-monitor' and wait_event_type = 'Lock'");
            hold.execute("select pg_advisory_unlock(4711)");
            log.awaitWait(WaitReason.BLOCKED_SESSIONS, "for our locks");
            gate.rollback();
            blocked.get(60, TimeUnit.SECONDS);
            other.rollback();
            PurgeOutcome outcome = night.get(120, TimeUnit.SECONDS);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
        }
        int blocking = log.chunks().indexOf(500L);
        assertThat(blocking).isNotNegative();
        assertThat(log.chunks().get(blocking + 1)).isLessThan(500);
    }

    /** Until the transaction ends, the monitor's next look waits, and what it saw or did not see before holds. */
    private static final String NO_LOOK = "lock table orgpurge.pace";

    /** A look has two questions here: after three more of them one whole look is over that began after this was called. */
    private void awaitLooks(int looks) {
        for (int look = 0; look < looks; look++) {
            String now = superuser()
                    .sql("select clock_timestamp()::text")
                    .query(String.class)
                    .single();
            awaitSome("pg_stat_activity where application_name = 'orgpurge-monitor' and query_start > '" + now + "'");
        }
    }

    private static void execute(Statement statement, String sql) {
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void awaitSome(String from) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> superuser()
                                .sql("select count(*) from " + from)
                                .query(Long.class)
                                .single()
                        > 0);
    }

    @Test
    void a_vacuum_of_the_table_is_waited_for_by_a_role_that_sees_nothing_else_of_it() throws Exception {
        town.script("""
                insert into outputs (execution_id, output)
                select (select min(e.id) from executions e join flows f on f.id = e.flow_id where f.org_id = 1), repeat('x', 800)
                  from generate_series(1, 4000)
                """);
        try (Connection other = town.superuser().getConnection();
                Statement vacuum = other.createStatement();
                Engine engine = engine(UNBOUND.withAutovacuum(true), OFTEN)) {
            vacuum.execute("set vacuum_cost_delay = 100; set vacuum_cost_limit = 1");
            CompletableFuture<Void> vacuuming = CompletableFuture.runAsync(
                    () -> execute(vacuum, "vacuum (disable_page_skipping) outputs"), THREADS);
            awaitSome("pg_stat_progress_vacuum where datname = current_database()");
            CompletableFuture<PurgeOutcome> night = night(engine);
            log.awaitWait(WaitReason.AUTOVACUUM, "a vacuum works on public.outputs");
            assertThat(Town.count(town, "organizations")).isEqualTo(10);
            vacuum.cancel();
            assertThatThrownBy(vacuuming::join).hasRootCauseInstanceOf(SQLException.class);
            assertComplete(night);
        }
    }

    @Test
    void a_probe_says_wait_and_then_no_more() throws Exception {
        flag("true");
        try (Engine engine = engine(UNBOUND, OFTEN.probe(FLAG))) {
            CompletableFuture<PurgeOutcome> night = night(engine);
            log.awaitWait(WaitReason.PROBE, "the probe says wait");
            assertNothingDeleted();
            flag("false");
            assertComplete(night);
        }
    }

    @Test
    void a_probe_that_fails_or_does_not_know_means_wait() throws Exception {
        town.script("create table numbers (n integer); insert into numbers values (0); grant select on numbers to "
                + town.user());
        SqlSnippet division = new SqlSnippet("orgpurge.throttle.probe", "select 1 / n > 0 from numbers");
        try (Engine engine = engine(UNBOUND, OFTEN.probe(division))) {
            CompletableFuture<PurgeOutcome> night = night(engine);
            log.awaitWait(WaitReason.PROBE, "the probe failed with SQLSTATE 22012");
            town.script("update numbers set n = null");
            log.awaitWait(WaitReason.PROBE, "neither true nor false");
            town.script("delete from numbers");
            assertNothingDeleted();
            town.script("insert into numbers values (-1)");
            assertComplete(night);
        }
    }

    @Test
    void a_probe_that_the_server_does_not_understand_is_a_mistake_and_no_run_begins() {
        for (String probe : List.of("select wait from nowhere", "1 +", "select 7", "true; drop table users")) {
            try (Engine engine = engine(UNBOUND, OFTEN.probe(new SqlSnippet("orgpurge.throttle.probe", probe)))) {
                assertThatThrownBy(engine::execute).isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE);
                    assertThat(problem.detail()).contains("orgpurge.throttle.probe");
                });
                assertThat(engine.runs().runs(1)).isEmpty();
            }
        }
    }

    @Test
    void whoever_says_no_is_heard_while_the_run_waits() throws Exception {
        flag("true");
        Path kill = folder.resolve("stop");
        Engine.Setup setup = Town.setup()
                .with(Engine.SETTINGS.with(UNBOUND).with(OFTEN.probe(FLAG)))
                .with(log)
                .with(new KillSwitch(kill));
        try (Engine other = Engine.on(town, Town.setup());
                Engine engine = Engine.on(town, setup)) {
            RunControl control = other.bean(RunControl.class);
            control.pause("so that there is a schema to look at");
            control.resume();
            PurgeOutcome paused = interrupted(engine, () -> control.pause("month-end"));
            assertThat(paused.run().status()).isEqualTo(RunStatus.PAUSED);
            control.resume();
            PurgeOutcome stopped = interrupted(engine, () -> stop(control, engine));
            assertThat(stopped.run().status()).isEqualTo(RunStatus.STOPPED);
            PurgeOutcome killed = interrupted(engine, () -> create(kill));
            assertThat(killed.errors().get(0).detail()).contains("kill switch");
            delete(kill);
            PurgeOutcome signalled = interrupted(engine, () -> engine.runs().stopIfAtWork());
            assertThat(signalled.exit()).isEqualTo(ExitCode.STOPPED);
            assertNothingDeleted();
            flag("false");
            assertThat(engine.execute().resumed())
                    .singleElement()
                    .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.COMPLETE));
        }
    }

    private PurgeOutcome interrupted(Engine engine, Runnable no) throws Exception {
        CompletableFuture<PurgeOutcome> night = night(engine);
        awaitSome("orgpurge.run_pace p join orgpurge.run r using (run_id)"
                + " where p.waiting = 'PROBE' and r.status = 'RUNNING'");
        no.run();
        PurgeOutcome outcome = night.get(60, TimeUnit.SECONDS);
        assertThat(outcome.exit()).isEqualTo(ExitCode.STOPPED);
        awaitNobodyWaits();
        return outcome;
    }

    private void awaitNobodyWaits() {
        assertThat(Town.count(town, "orgpurge.run_pace where waiting is not null"))
                .isZero();
    }

    private static void stop(RunControl control, Engine engine) {
        try {
            control.stop(engine.runs().runs(1).get(0).runId(), false);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void create(Path file) {
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void while_it_waits_no_transaction_is_open_the_lock_is_held_and_lost_connections_do_no_harm() throws Exception {
        flag("true");
        try (Connection other = town.superuser().getConnection();
                Statement silence = other.createStatement();
                Engine engine = engine(UNBOUND, OFTEN.probe(FLAG))) {
            CompletableFuture<PurgeOutcome> night = night(engine);
            log.awaitWait(WaitReason.PROBE, "the probe says wait");
            String ours = "pg_stat_activity where datname = current_database() and application_name like 'orgpurge%'"
                    + " and pid <> pg_backend_pid()";
            for (int look = 0; look < 20; look++) {
                assertThat(Town.count(town, ours + " and state like 'idle in transaction%'"))
                        .isZero();
            }
            awaitSome("pg_locks where locktype = 'advisory' and granted");
            other.setAutoCommit(false);
            silence.execute(NO_LOOK);
            superuser()
                    .sql("select pg_terminate_backend(pid) from pg_stat_activity"
                            + " where datname = current_database() and pid <> pg_backend_pid() and usename = '"
                            + town.user() + "'")
                    .query()
                    .listOfRows();
            log.awaitWait(WaitReason.NO_ANSWER, "could not be asked");
            other.rollback();
            awaitSome("pg_stat_activity where application_name = 'orgpurge-monitor'");
            flag("false");
            assertComplete(night);
        }
    }

    @Test
    void a_bound_on_rows_per_second_holds_over_all_workers() {
        HandClock clock = new HandClock(Instant.EPOCH);
        try (Engine engine = Engine.on(
                town,
                Town.setup()
                        .with(Engine.SETTINGS.with(UNBOUND.withRowsPerSecond(50L)))
                        .with(clock)
                        .with(log))) {
            assertThat(engine.execute().run().rows()).isEqualTo(5 * Town.ROWS);
            long rows = log.chunks().stream().mapToLong(Long::longValue).sum();
            long last = log.chunks().get(log.chunks().size() - 1);
            assertThat(clock.elapsed()).isGreaterThanOrEqualTo(Duration.ofMillis((rows - last) * 1000 / 50));
            assertThat(clock.elapsed()).isLessThan(Duration.ofSeconds(rows));
            assertThat(log.heard(WaitReason.ROWS_PER_SECOND)).isTrue();
        }
    }

    @Test
    void a_nice_run_rests_as_long_as_it_works() {
        HandClock clock = new HandClock(Instant.EPOCH);
        try (Engine engine = Engine.on(
                town,
                Town.setup()
                        .with(Engine.SETTINGS.with(UNBOUND.withNiceRatio(new BigDecimal("3"))))
                        .with(clock)
                        .with(log))) {
            assertThat(engine.execute().run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(clock.elapsed())
                    .isBetween(
                            log.worked().multipliedBy(3),
                            log.worked()
                                    .multipliedBy(3)
                                    .plusMillis(2L * log.chunks().size()));
        }
    }

    @Test
    void settings_that_somebody_changes_are_heard_by_the_run_at_work_and_recorded() throws Exception {
        superuser()
                .sql("select pg_create_physical_replication_slot('live', true)")
                .query()
                .listOfRows();
        town.script("create table ballast as select repeat('x', 1000) from generate_series(1, 2000)");
        try (Engine operator = Engine.on(town, Town.setup());
                Engine engine = engine(UNBOUND.withWalBacklog(1L << 20), OFTEN)) {
            PaceControl pace = operator.bean(PaceControl.class);
            CompletableFuture<PurgeOutcome> night = night(engine);
            log.awaitWait(WaitReason.WAL_BACKLOG, "slot live");
            awaitSome("orgpurge.run_pace where waiting = 'WAL_BACKLOG'");
            assertThat(Objects.requireNonNull(pace.standing().run()).why()).contains("slot live");
            assertThatThrownBy(() -> pace.change(Map.of(PaceSetting.WORKERS, "0", PaceSetting.NICE_RATIO, "x")))
                    .isInstanceOfSatisfying(Problem.class, problem -> {
                        assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE);
                        assertThat(problem.detail()).contains("1 to 64 after --workers", "--nice-ratio");
                    });
            assertThat(Town.count(town, "orgpurge.pace")).isZero();

            pace.change(Map.of(PaceSetting.WORKERS, "1"));
            PaceControl.Standing standing = pace.change(Map.of(PaceSetting.WAL_BACKLOG, "off"));

            assertThat(standing.changed()).isEqualTo(Map.of(PaceSetting.WORKERS, "1", PaceSetting.WAL_BACKLOG, "off"));
            assertComplete(night);
            assertThat(engine.ledger().verify().intact()).isTrue();
            assertThat(town.jdbc()
                            .sql("select string_agg(body, ' ') from orgpurge.ledger_entry where kind = 'PACE_CHANGED'")
                            .query(String.class)
                            .single())
                    .contains(
                            "\"wal-backlog\":\"off\"",
                            "\"workers\":\"1\"",
                            "\"database_role\":\"" + town.user() + "\"");
            assertThat(town.jdbc()
                            .sql("select settings ->> 'wal-backlog' || heard from orgpurge.run_pace")
                            .query(String.class)
                            .single())
                    .isEqualTo("off2");
            assertThat(pace.reset().changed()).isEmpty();
            assertThat(pace.standing().by()).isNull();
        } finally {
            superuser().sql("select pg_drop_replication_slot('live')").query().listOfRows();
        }
    }

    @Test
    void fewer_workers_hold_from_the_next_chunk_on() throws Exception {
        town.script(GATE + """
                insert into executions (flow_id) select id from flows, generate_series(1, 300);
                create trigger gate before delete on executions for each statement execute function wait_at_gate();
                analyze
                """);
        String atGate = "pg_locks where locktype = 'advisory' and objid = 4711 and not granted";
        try (Connection gate = town.superuser().getConnection();
                Statement hold = gate.createStatement();
                Engine engine = engine(UNBOUND, OFTEN)) {
            hold.execute("select pg_advisory_lock(4711)");
            CompletableFuture<PurgeOutcome> night = night(engine);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> superuser()
                                    .sql("select count(*) from " + atGate)
                                    .query(Long.class)
                                    .single()
                            == 2);
            engine.bean(PaceControl.class).change(Map.of(PaceSetting.WORKERS, "1"));
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Objects.requireNonNull(
                                    engine.bean(PaceControl.class).standing().run())
                            .heard());
            for (int chunk = 0; chunk < 3; chunk++) {
                long before = log.chunks().size();
                hold.execute("select pg_advisory_unlock(4711)");
                await().atMost(Duration.ofSeconds(60)).until(() -> log.chunks().size() > before + 1 || night.isDone());
                hold.execute("select pg_advisory_lock(4711)");
                assertThat(superuser()
                                .sql("select count(*) from " + atGate)
                                .query(Long.class)
                                .single())
                        .isLessThanOrEqualTo(1);
            }
            hold.execute("select pg_advisory_unlock(4711)");
            assertThat(night.get(120, TimeUnit.SECONDS).run().status()).isEqualTo(RunStatus.COMPLETE);
        }
    }
}
