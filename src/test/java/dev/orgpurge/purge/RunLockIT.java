package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who holds the run lock, who loses it, and who comes at the same moment. */
class RunLockIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    private static final String LOCK_LOST =
            "select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = current_database()"
                    + " and application_name = 'orgpurge-lock'";

    private final TestDatabase town = Town.founded();

    /** Once, after the first chunk of a table. */
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

    private void loseLock() {
        assertThat(town.jdbc()
                        .sql("select count(*) from (" + LOCK_LOST + ") t")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
    }

    private long locks() {
        return Town.count(
                town,
                "pg_locks l join pg_stat_activity a using (pid) where l.locktype = 'advisory' and l.granted"
                        + " and a.application_name = 'orgpurge-lock' and a.datname = current_database()");
    }

    private void deactivated(int id) {
        town.script("insert into organizations values (" + id + ", 'Org', 'DEACTIVATED', now() - interval '1 year');"
                + "insert into users (org_id, email) select " + id + ", 'late' from generate_series(1, 5)");
    }

    /** In a thread of its own: Spring Batch binds a step to its thread. */
    private static <T> T elsewhere(Callable<T> action) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            return thread.submit(action).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            thread.shutdownNow();
        }
    }

    @Test
    void a_run_whose_lock_was_lost_takes_it_again_and_goes_on() {
        PurgeListener lose = after("public.outputs", this::loseLock);
        PurgeListener look = after("public.users", () -> assertThat(locks()).isEqualTo(1));
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER).with(lose, look))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    /** The second run is another one: it does not resume the first, and the first may still not delete beside or after it. */
    @Test
    void a_run_whose_lock_somebody_else_took_deletes_nothing_more() {
        AtomicReference<PurgeOutcome> other = new AtomicReference<>();
        AtomicReference<Long> left = new AtomicReference<>();
        try (Engine second = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            PurgeListener lose = after("public.outputs", () -> {
                loseLock();
                deactivated(12);
                other.set(elsewhere(() -> second.purge("12", Mode.EXECUTE, Lifted.NOTHING)));
                left.set(Town.count(town, "executions"));
            });
            try (Engine first = Engine.on(town, Town.setup().with(ONE_WORKER).with(lose))) {
                PurgeOutcome outcome = first.execute();

                assertThat(outcome.exit()).as("%s", outcome.errors()).isEqualTo(ExitCode.LOCKED);
                assertThat(outcome.run().status()).isEqualTo(RunStatus.INTERRUPTED);
                assertThat(Town.count(town, "executions")).isEqualTo(left.get());
            }
            assertThat(other.get().exit()).isEqualTo(ExitCode.DONE);
            PurgeOutcome next = second.execute();
            assertThat(next.exit()).isEqualTo(ExitCode.DONE);
            assertThat(next.resumed()).hasSize(1);
            assertThat(second.reports().certificate(new OrganizationId("4"), null))
                    .isPresent();
        }
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
    }

    /** Cutting the network between two machines takes a root's rights: docs/faults.md tells what came of it by hand. */
    @Test
    void the_server_gives_a_lock_up_whose_holder_does_not_answer_within_a_minute() throws SQLException {
        try (Engine engine = Engine.on(town, Town.setup());
                Connection lock = engine.bean(RunLock.class).connect();
                Statement statement = lock.createStatement();
                ResultSet row = statement.executeQuery("select current_setting('tcp_user_timeout'),"
                        + " current_setting('tcp_keepalives_idle')::int + current_setting('tcp_keepalives_count')::int"
                        + " * current_setting('tcp_keepalives_interval')::int")) {
            row.next();
            assertThat(row.getString(1)).isEqualTo("50000");
            assertThat(row.getInt(2)).isEqualTo(50);
        }
    }

    @Test
    void of_two_that_begin_at_the_same_moment_one_works_and_the_other_is_told_who_does() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (Engine one = Engine.on(town, Town.setup());
                Engine two = Engine.on(town, Town.setup())) {
            for (int repetition = 0; repetition < 5; repetition++) {
                deactivated(12 + 2 * repetition);
                CyclicBarrier together = new CyclicBarrier(2);
                List<Future<String>> answers = threads.invokeAll(List.of(begin(one, together), begin(two, together)));

                List<String> said = List.of(answers.get(0).get(), answers.get(1).get());
                assertThat(said).anySatisfy(word -> assertThat(word).isIn("COMPLETE", "NOTHING_TO_DO"));
                assertThat(said)
                        .allSatisfy(word -> assertThat(word)
                                .matches("COMPLETE|NOTHING_TO_DO|another run is at work in this database; .*"));
            }
            assertThat(Town.count(town, "orgpurge.run where status not in ('COMPLETE', 'NOTHING_TO_DO')"))
                    .isZero();
        } finally {
            threads.shutdownNow();
        }
    }

    private static Callable<String> begin(Engine engine, CyclicBarrier together) {
        return () -> {
            together.await();
            try {
                return engine.execute().run().status().name();
            } catch (Problem problem) {
                assertThat(problem.kind()).isEqualTo(Problem.Kind.LOCKED);
                return problem.detail();
            }
        };
    }

    @Test
    void who_comes_second_is_told_which_session_holds_the_lock_and_how_to_end_it() {
        AtomicReference<String> told = new AtomicReference<>();
        PurgeListener come = after("public.outputs", () -> {
            try (Engine second = Engine.on(town, Town.setup())) {
                assertThatThrownBy(second::execute)
                        .isInstanceOfSatisfying(Problem.class, problem -> told.set(problem.detail()));
            }
        });
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER).with(come))) {
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.DONE);
        }
        assertThat(told.get())
                .matches("(?s).*held by the server's process [0-9]+ since [0-9-]+T[0-9:]+Z.*"
                        + "select pg_terminate_backend\\([0-9]+\\)");
    }

    /** What a server does about a machine that fell silent; a role's own settings must not weaken it. */
    @Test
    void the_server_notices_within_a_minute_that_the_machine_of_a_run_is_gone() throws SQLException {
        try (Engine engine = Engine.on(town, Town.setup());
                Connection connection = engine.bean(RunLock.class).connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("""
                        select current_setting('tcp_keepalives_idle')::integer
                               + current_setting('tcp_keepalives_interval')::integer
                                 * current_setting('tcp_keepalives_count')::integer as seconds,
                               current_setting('idle_session_timeout') as idle
                        """)) {
            assertThat(row.next()).isTrue();
            assertThat(row.getInt("seconds")).isBetween(1, 60);
            assertThat(row.getString("idle")).isEqualTo("0");
        }
    }
}
