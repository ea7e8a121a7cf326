package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.PackagedProgram;
import dev.orgpurge.fixtures.PackagedProgram.Result;
import dev.orgpurge.fixtures.PackagedProgram.Running;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged program waits for a probe, and is ended. */
@Timeout(300)
class KilledWhileWaitingIT {

    private static final Path POLICY = Path.of("src", "test", "resources", "town.yaml");

    private final TestDatabase town = Town.founded();

    @TempDir
    private Path folder;

    private PackagedProgram program = new PackagedProgram(town, POLICY);

    @BeforeEach
    void wait_for_the_flag() throws Exception {
        Path policy = folder.resolve("policy.yaml");
        Files.writeString(
                policy,
                Files.readString(POLICY)
                        + "\norgpurge.throttle.probe: select wait from flag\norgpurge.throttle.interval: 200ms\n");
        program = new PackagedProgram(town, policy);
        flag(true);
    }

    private void flag(boolean wait) {
        town.script("create table if not exists flag (wait boolean); delete from flag; insert into flag values (" + wait
                + "); grant select on flag to " + town.user());
    }

    private Running waiting() {
        Running running = program.start("purge-due", "--execute", "--output", "json");
        await().atMost(Duration.ofMinutes(2))
                .until(() -> town.jdbc()
                        .sql("select to_regclass('orgpurge.run_pace') is not null")
                        .query(Boolean.class)
                        .single());
        await().atMost(Duration.ofMinutes(2))
                .until(() -> Town.count(town, "orgpurge.run_pace where waiting = 'PROBE'") == 1);
        return running;
    }

    private void nextNightFinishes() {
        flag(false);
        Result next = program.run("purge-due", "--execute", "--output", "json");
        assertThat(next.exit()).as(next.err()).isZero();
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
        assertThat(Town.count(town, "orgpurge.run_pace where waiting is not null"))
                .isZero();
    }

    @Test
    void killed_while_it_waits_it_leaves_nothing_open_and_the_next_night_finishes() {
        waiting().kill();
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
        nextNightFinishes();
    }

    @Test
    void a_sigterm_while_it_waits_ends_it_at_once_with_exit_8() {
        Running running = waiting();
        running.process().destroy();
        Result stopped = running.await();
        assertThat(stopped.exit()).as(stopped.err()).isEqualTo(8);
        assertThat(stopped.err()).contains("waits: the probe says wait");
        assertThat(stopped.out()).contains("\"status\":\"stopped\"", "\"throttled_seconds\":{\"probe\":");
        nextNightFinishes();
    }
}
