package dev.orgpurge.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.Waives;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class StopSignalsIT {

    private static final String WAITING =
            "select count(*) from pg_stat_activity, pg_sleep(0.02) where datname = current_database()"
                    + " and wait_event_type = 'Lock' and application_name = 'orgpurge'";
    private static final String STUCK =
            "select count(*) from pg_stat_activity, pg_sleep(0.02) where datname = current_database()"
                    + " and wait_event = 'PgSleep' and pid <> pg_backend_pid()";
    private static final String HEARD = "stopping at the end of the running chunk";

    private final DueOrganization due = new DueOrganization();

    @TempDir
    Path directory;

    @Test
    void a_signal_stops_the_run_at_a_chunks_edge_and_a_restart_finishes_it() throws Exception {
        JsonNode stopped = stoppedBy("TERM");

        assertThat(stopped.at("/status").asString()).isEqualTo("stopped");
        String run = stopped.at("/run_id").asString();
        assertThat(due.database()
                        .jdbc()
                        .sql("select status from orgpurge.run where run_id = cast(:run as uuid)")
                        .param("run", run)
                        .query(String.class)
                        .single())
                .isEqualToIgnoringCase("stopped");
        assertThat(due.owned()).isBetween(1L, DueOrganization.ROWS - 1L);
        assertThat(stopped.at("/rows").asLong()).isEqualTo(DueOrganization.ROWS - due.owned());

        try (Program restart = Program.start(directory, due.command("restart", "--run-id", run, "--output", "json"))) {
            assertThat(restart.awaitExit()).as("%s", restart.messages()).isZero();
            assertThat(json(restart).at("/status").asString()).isEqualTo("complete");
            assertThat(json(restart).at("/rows").asLong()).isEqualTo(DueOrganization.ROWS);
        }
        assertThat(due.owned()).isZero();
        assertThat(due.others()).isEqualTo(DueOrganization.ROWS);
    }

    /** Stops a run while another session holds the last user's row, which keeps the run from getting past it. */
    private JsonNode stoppedBy(String signal) throws Exception {
        try (Connection other = due.database().dataSource().getConnection();
                Statement hold = other.createStatement()) {
            other.setAutoCommit(false);
            hold.execute("select 1 from users where id = " + DueOrganization.LAST_USER + " for update");
            try (Program purge = Program.start(directory, due.command("purge-due", "--execute", "--output", "json"))) {
                await(WAITING);
                purge.signal(signal);
                purge.awaitMessage(HEARD);
                assertThat(purge.awaitExit()).as("%s", purge.messages()).isEqualTo(8);
                return json(purge);
            }
        }
    }

    @Test
    @Waives(
            value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK, Invariant.BATCH_HAS_ENDED},
            because = "the process dies in a statement that the server goes on with, and no other one adopts its run")
    void the_first_signal_waits_for_the_chunk_and_the_second_ends_the_process_at_once() throws Exception {
        due.stuckAtUsers();
        try (Program purge = Program.start(directory, due.command("purge-due", "--execute"))) {
            await(STUCK);
            purge.signal("TERM");
            purge.awaitMessage(HEARD);
            assertThat(purge.running()).isTrue();
            purge.signal("TERM");
            assertThat(purge.awaitExit()).isEqualTo(128 + 15);
        }
    }

    @Test
    void a_signal_without_a_run_ends_the_process_as_usual() throws Exception {
        String[] command = due.command("candidates");
        try (Connection other = due.database().dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table organizations in access exclusive mode");
            try (Program candidates = Program.start(directory, command)) {
                await(WAITING);
                candidates.signal("TERM");
                assertThat(candidates.awaitExit()).isEqualTo(128 + 15);
            }
        }
    }

    private void await(String condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (due.count(condition) == 0) {
            assertThat(System.nanoTime()).as("waited for: %s", condition).isLessThan(deadline);
        }
    }

    private static JsonNode json(Program program) throws Exception {
        return JsonMapper.shared().readTree(program.out());
    }
}
