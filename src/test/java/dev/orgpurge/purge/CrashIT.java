package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.PackagedProgram;
import dev.orgpurge.fixtures.PackagedProgram.Result;
import dev.orgpurge.fixtures.PackagedProgram.Running;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged program is killed, or loses its connections, at a point of the test's choice, and is started again. */
class CrashIT {

    private static final Path POLICY = Path.of("src", "test", "resources", "town.yaml");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LOCK_IS_FREE_AFTER = Duration.ofSeconds(30);
    private static final int LOCKED = 6;

    /**
     * Enough executions for two workers and several slices, and a gate where the test can make a deletion wait, also for longer
     * than a chunk waits for a lock.
     */
    private static final String LARGER = """
            insert into executions (flow_id) select id from flows, generate_series(1, 110);
            analyze executions;
            create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as
            $$ begin perform pg_advisory_xact_lock_shared(4711); return old; end $$
            """;

    private static final String AT_GATE =
            "(select count(*) from pg_locks where locktype = 'advisory' and objid = 4711 and not granted)";

    private final TestDatabase town = Town.founded();
    private final PackagedProgram program = new PackagedProgram(town, POLICY);
    private Map<String, String> others = Map.of();
    private Map<String, Long> owned = Map.of();

    @BeforeEach
    void remember() {
        town.script(LARGER);
        assertThat(Cli.run(town, "init").exit()).isZero();
        others = Town.others(town);
        owned = owned();
    }

    @Test
    void killed_while_it_selects() {
        try (Hold hold = new Hold("lock table orgpurge.run_organization")) {
            hold.taken();
            killWhen(waitsFor("orgpurge.run_organization"));
        }
        restartCompletes();
    }

    @Test
    void killed_while_it_collects() {
        try (Hold hold = new Hold("lock table executions")) {
            hold.taken();
            killWhen(waitsFor("executions") + " and exists (select from orgpurge.key_table)");
        }
        restartCompletes();
    }

    @Test
    void killed_while_it_claims() {
        try (Hold hold = new Hold("select id from organizations where id = 6 for update")) {
            hold.taken();
            killWhen(asks("for update of p"));
        }
        restartCompletes();
    }

    @Test
    void killed_while_two_workers_delete() {
        gateAtTwoSlices();
        try (Hold hold = new Hold("select pg_advisory_lock(4711)")) {
            hold.taken();
            killWhen(AT_GATE + " = 2 and " + executionsGone() + " > 1000");
            assertThat(Town.count(town, "orgpurge.chunk")).isPositive();
        }
        assertThat(rowsGone()).isBetween(1L, total() - 1);
        restartCompletes();
    }

    @Test
    void killed_while_two_workers_go_through_blocks() {
        town.script("""
                insert into settings (org_id, value) select 1 + n % 10, repeat('x', 300) from generate_series(1, 48000) n;
                alter table settings drop constraint settings_org_id_fkey, add foreign key (org_id) references organizations;
                analyze settings
                """);
        others = Town.others(town);
        owned = owned();
        town.script("create trigger gate before delete on settings for each row when (old.id in ("
                + settingOfOrganization(2, 0.4) + ", " + settingOfOrganization(2, 0.9)
                + ")) execute function wait_at_gate()");
        long settings = Town.count(town, "settings");
        try (Hold hold = new Hold("select pg_advisory_lock(4711)")) {
            hold.taken();
            killWhen(AT_GATE + " = 2 and (select count(*) from settings) < " + settings);
            assertThat(Town.count(town, "orgpurge.slice where kind = 'BLOCKS'")).isGreaterThan(1);
        }
        assertThat(rowsGone()).isBetween(1L, total() - 1);
        restartCompletes();
    }

    @Test
    void killed_while_the_organizations_themselves_are_deleted() {
        gateAtAnOrganization();
        try (Hold hold = new Hold("select pg_advisory_lock(4711)")) {
            hold.taken();
            killWhen(AT_GATE + " = 1");
        }
        restartCompletes();
    }

    @Test
    void killed_while_it_certifies() {
        gateAtAnOrganization();
        AtomicReference<Running> running = new AtomicReference<>();
        try (Hold head = atCertify(running)) {
            head.taken();
            running.get().kill();
        }
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
        restartCompletes();
    }

    @Test
    void killed_over_and_over_it_still_counts_every_row_once() {
        town.script("""
                create function linger() returns trigger language plpgsql as
                $$ begin perform pg_sleep(0.002); return old; end $$;
                create trigger linger before delete on executions for each row execute function linger()
                """);
        kill("purge-due", "--execute", executionsGone() + " > 0");
        for (int attempt = 1; attempt <= 3; attempt++) {
            long gone = Town.count(town, "executions");
            kill("restart", "--run-id=" + run(), "(select count(*) from executions) < " + (gone - 300));
        }
        town.script("create or replace function linger() returns trigger language plpgsql as"
                + " $$ begin return old; end $$");
        restartCompletes();
    }

    @Test
    void the_next_night_resumes_what_was_killed_before_it_starts_anew() {
        try (Hold hold = new Hold("lock table executions")) {
            hold.taken();
            killWhen(waitsFor("executions"));
        }
        String killed = run();
        JsonNode night = json(unlocked("purge-due", "--execute", "--output", "json"));

        assertThat(night.at("/status").asString()).isEqualTo("nothing_to_do");
        assertThat(night.at("/resumed")).hasSize(1);
        assertThat(night.at("/resumed/0/run_id").asString()).isEqualTo(killed);
        assertThat(night.at("/resumed/0/status").asString()).isEqualTo("complete");
        assertThat(night.at("/resumed/0/rows").asLong()).isEqualTo(total());
        assertEverythingAddsUp();
    }

    @Test
    void a_killed_rehearsal_is_told_as_interrupted_and_its_keys_are_dropped() {
        try (Hold hold = new Hold("lock table executions")) {
            hold.taken();
            kill("purge-due", "--output=json", waitsFor("executions") + " and exists (select from orgpurge.key_table)");
        }
        String killed = run();
        String keys = "pg_tables where schemaname = 'orgpurge' and tablename ~ '^key_[0-9]'";
        assertThat(Town.count(town, keys)).isPositive();

        JsonNode next = json(unlocked("purge-due", "--output", "json"));

        assertThat(next.at("/status").asString()).isEqualTo("complete");
        assertThat(next.at("/rows").asLong()).isEqualTo(total());
        assertThat(Town.count(town, keys)).isZero();
        assertThat(statusOf(killed)).isEqualTo("INTERRUPTED");
        assertThat(unsettled()).isZero();
        assertThat(owned()).isEqualTo(owned);
    }

    @Test
    void every_connection_lost_while_two_workers_delete() {
        gateAtTwoSlices();
        Running running = program.start("purge-due", "--execute");
        try (Hold hold = new Hold("select pg_advisory_lock(4711)")) {
            hold.taken();
            awaitOn(running, AT_GATE + " = 2");
            terminate();
        }
        endsWellOrRestarts(running);
    }

    @Test
    void every_connection_lost_while_it_collects() {
        Running running = program.start("purge-due", "--execute");
        try (Hold hold = new Hold("lock table executions")) {
            hold.taken();
            awaitOn(running, waitsFor("executions"));
            terminate();
        }
        endsWellOrRestarts(running);
    }

    @Test
    void every_connection_lost_while_it_certifies() {
        gateAtAnOrganization();
        AtomicReference<Running> running = new AtomicReference<>();
        try (Hold head = atCertify(running)) {
            head.taken();
            terminate();
        }
        endsWellOrRestarts(running.get());
    }

    private void gateAtTwoSlices() {
        String due = "select e.id from executions e join flows f on f.id = e.flow_id where f.org_id % 2 = 0 order by 1";
        String gates = town.jdbc()
                .sql("select (select x.id from (" + due + ") x offset 2500 limit 1) || ',' || (select x.id from (" + due
                        + ") x offset 4500 limit 1)")
                .query(String.class)
                .single();
        town.script("create trigger gate before delete on executions for each row when (old.id in (" + gates
                + ")) execute function wait_at_gate()");
    }

    /** One that lies after this share of them. */
    private long settingOfOrganization(int id, double share) {
        return town.jdbc()
                .sql("select percentile_disc(:share) within group (order by id) from settings where org_id = :id")
                .param("share", share)
                .param("id", id)
                .query(Long.class)
                .single();
    }

    private void gateAtAnOrganization() {
        town.script("create trigger gate before delete on organizations for each row when (old.id = 6)"
                + " execute function wait_at_gate()");
    }

    /** Everything is deleted, and the closing entries wait for the chain's head, which the answer holds. */
    private Hold atCertify(AtomicReference<Running> running) {
        running.set(program.start("purge-due", "--execute"));
        Hold head;
        try (Hold gate = new Hold("select pg_advisory_lock(4711)")) {
            gate.taken();
            awaitOn(running.get(), AT_GATE + " = 1");
            head = new Hold("select position from orgpurge.ledger_head for update");
        }
        awaitOn(running.get(), asks("ledger_head"));
        return head;
    }

    private void killWhen(String condition) {
        kill("purge-due", "--execute", condition);
    }

    private void kill(String command, String option, String condition) {
        Running running = program.start(command, option);
        awaitOn(running, condition);
        running.kill();
    }

    private void awaitOn(Running running, String condition) {
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            assertThat(running.process().isAlive())
                    .withFailMessage(() -> "ended before " + condition + ": " + running.await())
                    .isTrue();
            return town.jdbc().sql("select " + condition).query(Boolean.class).single();
        });
    }

    private static String waitsFor(String table) {
        return "exists (select from pg_locks where not granted and relation = '" + table + "'::regclass)";
    }

    private static String asks(String words) {
        return "exists (select from pg_stat_activity where datname = current_database() and application_name = 'orgpurge'"
                + " and wait_event_type = 'Lock' and query like '%" + words + "%')";
    }

    private String executionsGone() {
        return "(" + Town.count(town, "executions") + " - (select count(*) from executions))";
    }

    private void terminate() {
        long ended = town.jdbc()
                .sql("select count(pg_terminate_backend(pid)) from pg_stat_activity"
                        + " where datname = current_database() and application_name like 'orgpurge%'")
                .query(Long.class)
                .single();
        assertThat(ended).isGreaterThanOrEqualTo(2);
    }

    private void endsWellOrRestarts(Running running) {
        Result result = running.await();
        assertThat(result.exit()).as(result.err()).isIn(0, 1);
        if (result.exit() == 1) {
            restartCompletes();
        } else {
            assertEverythingAddsUp();
        }
    }

    private void restartCompletes() {
        JsonNode answer = json(unlocked("restart", "--run-id", run(), "--output", "json"));

        assertThat(answer.at("/status").asString()).isEqualTo("complete");
        assertThat(answer.at("/rows").asLong()).isEqualTo(total());
        assertEverythingAddsUp();
    }

    /** The server frees a dead process's lock when it notices: until then the answer may be that another run holds it. */
    private Result unlocked(String... words) {
        AtomicReference<Result> last = new AtomicReference<>();
        await().atMost(LOCK_IS_FREE_AFTER.plus(PATIENCE)).until(() -> {
            last.set(program.run(words));
            return last.get().exit() != LOCKED;
        });
        assertThat(last.get().exit()).as(last.get().err()).isZero();
        return last.get();
    }

    private static JsonNode json(Result result) {
        return JsonMapper.shared().readTree(result.out());
    }

    private void assertEverythingAddsUp() {
        assertThat(certified()).isEqualTo(owned);
        assertThat(Town.others(town)).isEqualTo(others);
        assertThat(owned()).isEmpty();
        assertThat(Town.count(town, "announcements where author is null")).isEqualTo(25);
        assertThat(entries("PURGE_OPENED")).isEqualTo(5);
        assertThat(entries("PURGE_CLOSED")).isEqualTo(5);
        assertThat(unsettled()).isZero();
        assertThat(Town.count(town, "orgpurge.purging")).isZero();
        assertThat(Cli.run(town, "verify").exit()).isZero();
    }

    /** What Batch's metadata say is still at work, or ended nobody knows how. */
    private long unsettled() {
        String open = " where status in ('STARTING', 'STARTED', 'STOPPING', 'UNKNOWN')";
        return Town.count(town, "orgpurge.batch_job_execution" + open)
                + Town.count(town, "orgpurge.batch_step_execution" + open);
    }

    private long entries(String kind) {
        return Town.count(town, "orgpurge.ledger_entry where kind = '" + kind + "'");
    }

    private String run() {
        return town.jdbc()
                .sql("select run_id from orgpurge.run order by number desc limit 1")
                .query(String.class)
                .single();
    }

    private String statusOf(String run) {
        return town.jdbc()
                .sql("select status from orgpurge.run where run_id = cast(:run as uuid)")
                .param("run", run)
                .query(String.class)
                .single();
    }

    private long total() {
        return owned.values().stream().mapToLong(Long::longValue).sum();
    }

    private long rowsGone() {
        return total() - owned().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Rows of each organization that is due, by organization and table, counted without the program. */
    private Map<String, Long> owned() {
        return figures("""
                select id || ' public.organizations', 1 from organizations where id % 2 = 0
                union all
                select org_id || ' public.users', count(*) from users where org_id % 2 = 0 group by 1
                union all
                select org_id || ' public.settings', count(*) from settings where org_id % 2 = 0 group by 1
                union all
                select org_id || ' public.flows', count(*) from flows where org_id % 2 = 0 group by 1
                union all
                select f.org_id || ' public.executions', count(*)
                  from executions e join flows f on f.id = e.flow_id where f.org_id % 2 = 0 group by 1
                union all
                select f.org_id || ' public.outputs', count(*)
                  from outputs o join executions e on e.id = o.execution_id join flows f on f.id = e.flow_id
                 where f.org_id % 2 = 0 group by 1
                """);
    }

    /** Rows deleted, as the closing entries say it. */
    private Map<String, Long> certified() {
        return figures("""
                select e.organization || ' ' || t.key, (t.value ->> 'deleted')::bigint
                  from orgpurge.ledger_entry e, jsonb_each(e.body::jsonb -> 'facts' -> 'tables') t
                 where e.kind = 'PURGE_CLOSED'
                """);
    }

    private Map<String, Long> figures(String question) {
        Map<String, Long> figures = new TreeMap<>();
        town.jdbc().sql(question).query(row -> {
            figures.merge(row.getString(1), row.getLong(2), Long::sum);
        });
        return figures;
    }

    /** A transaction of the test that holds a lock until it is closed. */
    private final class Hold implements AutoCloseable {

        private final Connection connection;

        Hold(String statement) {
            try {
                connection = town.dataSource().getConnection();
                connection.setAutoCommit(false);
                try (Statement lock = connection.createStatement()) {
                    lock.execute(statement);
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        void taken() {
            assertThat(connection).isNotNull();
        }

        @Override
        public void close() {
            try {
                connection.close();
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
