package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.Onlooker;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.organization.OrganizationId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataIntegrityViolationException;

/** An application that writes into organizations while their rows go, at moments of the test's choice. */
class LateWritersIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    private final TestDatabase town = Town.founded();

    /** Does something once, right after the first chunk of a table committed. */
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

    private static Engine.Setup disturbed(PurgeListener... listeners) {
        return Town.setup().with(ONE_WORKER).with(listeners);
    }

    private static Map<String, Long> figures(Engine engine, String organization, String table) {
        String json = engine.reports()
                .certificate(new OrganizationId(organization), null)
                .orElseThrow()
                .json();
        return JsonFigures.of(json, table);
    }

    @Test
    void a_row_of_a_circle_that_a_late_child_keeps_keeps_what_it_refers_to() {
        town.script("""
                create table nodes (id bigint primary key, org_id bigint not null references organizations,
                  next bigint references nodes on delete cascade);
                create table leaves (id bigint primary key, node bigint not null references nodes on delete cascade);
                create index on nodes (org_id); create index on nodes (next); create index on leaves (node);
                insert into nodes values (1, 2, null), (2, 2, 1); update nodes set next = 2 where id = 1;
                insert into leaves values (1, 1), (2, 2)
                """);
        PurgeListener late = after("public.leaves", () -> town.script("insert into leaves values (3, 1)"));
        try (Engine engine = Engine.on(town, disturbed(late))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(figures(engine, "2", "public.leaves"))
                    .containsEntry("late", 1L)
                    .containsEntry("deleted", 3L);
            assertThat(figures(engine, "2", "public.nodes")).containsEntry("deleted", 2L);
        }
    }

    /**
     * Another session's open transaction in the way of the purge: it commits as soon as one of our statements waits for it.
     */
    private final class InTheWay extends Thread implements AutoCloseable {

        private final Connection connection;

        InTheWay(String statement) {
            try {
                connection = town.dataSource().getConnection();
                connection.setAutoCommit(false);
                try (Statement sql = connection.createStatement()) {
                    sql.execute(statement);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            start();
        }

        @Override
        public void run() {
            try {
                await(WE_WAIT);
                connection.commit();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws SQLException {
            try {
                join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            connection.close();
        }
    }

    private static final String WE_WAIT =
            "select exists (select from pg_stat_activity where datname = current_database()"
                    + " and application_name = 'orgpurge' and wait_event_type = 'Lock')";

    private void await(String question) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!town.jdbc().sql(question).query(Boolean.class).single()) {
            assertThat(System.nanoTime()).as(question).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    /** Runs a night in which a statement of another session stands in the way right after a table's first chunk. */
    private void withSomebodyInTheWay(String table, String statement, Consumer<Engine> then) throws Exception {
        AtomicReference<InTheWay> other = new AtomicReference<>();
        PurgeListener listener = after(table, () -> other.set(new InTheWay(statement)));
        try (Engine engine = Engine.on(town, disturbed(listener))) {
            PurgeOutcome outcome = engine.execute();
            other.get().close();
            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            then.accept(engine);
        }
    }

    @Test
    void a_row_that_somebody_updates_while_its_delete_waits_goes_and_is_counted_once() throws Exception {
        withSomebodyInTheWay(
                "public.outputs",
                "update executions set status = 'LATE' where flow_id in (select id from flows where org_id = 4)",
                engine -> assertThat(figures(engine, "4", "public.executions"))
                        .containsEntry("expected", 30L)
                        .containsEntry("deleted", 30L)
                        .containsEntry("late", 0L));
    }

    @Test
    @Waives(
            value = {Invariant.OTHERS_ARE_UNTOUCHED, Invariant.ROWS_GONE_ARE_ROWS_COUNTED},
            because = "another session gives a row to another organization")
    void a_row_that_moves_to_another_organization_while_its_delete_waits_stays_there() throws Exception {
        withSomebodyInTheWay(
                "public.outputs",
                "update users set org_id = 1 where id = (select max(id) from users where org_id = 4);"
                        + "update flows set org_id = 1 where approved_by = (select max(id) from users where org_id = 1)",
                engine -> {
                    assertThat(figures(engine, "4", "public.users"))
                            .containsEntry("expected", 5L)
                            .containsEntry("deleted", 4L)
                            .containsEntry("moved", 1L);
                    assertThat(Town.count(town, "users where org_id = 1")).isEqualTo(6);
                });
    }

    @Test
    @Waives(value = Invariant.ROWS_GONE_ARE_ROWS_COUNTED, because = "another session inserts a row")
    void a_child_that_is_committed_while_its_parents_delete_waits_is_counted_before_it_goes() throws Exception {
        withSomebodyInTheWay(
                "public.users",
                "insert into settings (org_id, value) values (4, 'late')",
                engine -> assertThat(figures(engine, "4", "public.settings"))
                        .containsEntry("expected", 2L)
                        .containsEntry("late", 1L)
                        .containsEntry("deleted", 3L));
        assertThat(Town.count(town, "settings where org_id = 4")).isZero();
    }

    @Test
    void whoever_inserts_into_an_organization_that_is_locked_waits_and_is_refused() throws Exception {
        town.script("""
                create table way (free boolean primary key);
                create function wait() returns trigger language plpgsql as $$ begin
                  while not exists (select from way) loop perform pg_sleep(0.01); end loop;
                  return old; end $$;
                create trigger wait before delete on organizations for each row execute function wait()
                """);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Engine engine = Engine.on(town, disturbed())) {
            Future<PurgeOutcome> purge = threads.submit(engine::execute);
            await("select exists (select from pg_stat_activity where datname = current_database()"
                    + " and application_name = 'orgpurge' and wait_event = 'PgSleep')");
            Future<Integer> insert = threads.submit(() -> town.jdbc()
                    .sql("insert into users (org_id, email) values (4, 'late')")
                    .update());
            await("select exists (select from pg_stat_activity where datname = current_database()"
                    + " and wait_event_type = 'Lock' and query like 'insert into users%')");
            town.script("insert into way values (true)");

            assertThat(purge.get(60, TimeUnit.SECONDS).run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThatThrownBy(() -> insert.get(60, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(DataIntegrityViolationException.class);
            assertThat(figures(engine, "4", "public.users")).containsEntry("deleted", 5L);
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void organizations_that_appear_in_mid_run_are_not_touched() {
        PurgeListener arrive = new PurgeListener() {
            @Override
            public void rowsExpected(UUID runId, long rows, int organizations) {
                town.script("insert into organizations values (12, 'new', 'DEACTIVATED', now() - interval '90 days');"
                        + " insert into users (org_id, email) values (12, 'new')");
            }
        };
        try (Engine engine = Engine.on(town, disturbed(arrive))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(engine.outcomes(outcome.run().runId())).doesNotContainKey("12");
            assertThat(Town.count(town, "users where org_id = 12")).isEqualTo(1);
        }
    }

    @Test
    void one_organization_that_fails_in_the_last_transaction_takes_no_other_with_it() {
        town.script("""
                create function refuse() returns trigger language plpgsql as
                $$ begin if old.id = 6 then raise exception 'no' using errcode = 'P0042'; end if; return old; end $$;
                create trigger refuse before delete on organizations for each row execute function refuse()
                """);
        try (Engine engine = Engine.on(town, disturbed())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "6").status()).isEqualTo(OrganizationStatus.FAILED);
            for (String other : List.of("2", "4", "8", "10")) {
                assertThat(engine.outcome(outcome, other).status()).isEqualTo(OrganizationStatus.PURGED);
            }
            assertThat(Town.count(town, "organizations where id = 6")).isEqualTo(1);
        }
    }

    private static final int MANY = 21_000;

    /** Blocks of a table and its indexes that a purge of it looks at. */
    private static long blocks(String key, boolean snapshot) throws SQLException {
        TestDatabase database = TestServer.newDatabase();
        database.script("""
                create table organizations (id bigint primary key, name text, status text, deactivated_at timestamptz);
                insert into organizations values (2, 'goes', 'DEACTIVATED', now() - interval '90 days');
                create table clicks (id bigint %s, org_id bigint not null references organizations, note text);
                create index on clicks (org_id);
                insert into clicks select n, 2, repeat('x', 300) from generate_series(1, %d) n;
                """.formatted(key, MANY));
        database.script("vacuum analyze clicks");
        PurgeSettings small = new PurgeSettings(Engine.guards(1_000), 1, 2_000_000, 100_000, Duration.ofMillis(10), 1);
        try (Connection reader = database.dataSource().getConnection();
                Statement sql = reader.createStatement()) {
            reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            reader.setAutoCommit(false);
            if (snapshot) {
                sql.executeQuery("select count(*) from organizations").close();
            }
            try (Engine engine = Engine.on(database, Town.setup().with(small))) {
                assertThat(engine.execute().run().rows()).isEqualTo(MANY + 1);
            }
            reader.rollback();
        }
        // a session tells of its last second when it ends
        assertThat(new Onlooker(database.superuser()).connectionsAfterAWhile()).isZero();
        return database.jdbc()
                .sql("select heap_blks_hit + heap_blks_read + idx_blks_hit + idx_blks_read"
                        + " from pg_statio_user_tables where relname = 'clicks'")
                .query(Long.class)
                .single();
    }

    /** Rows that a snapshot keeps from being cleared away are not gone through again by every chunk. */
    @ParameterizedTest
    @ValueSource(strings = {"primary key", ""})
    void a_long_snapshot_makes_no_chunk_look_at_more(String key) throws SQLException {
        assertThat(blocks(key, true)).isLessThan(3 * blocks(key, false));
    }
}
