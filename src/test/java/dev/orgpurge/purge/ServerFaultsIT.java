package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.OwnServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server itself goes away while a run is at work, and comes back, or does not. */
class ServerFaultsIT {

    @TempDir
    private static Path directory;

    private static @Nullable OwnServer started;

    @BeforeAll
    static void start() {
        started = OwnServer.in(directory.resolve("data"));
    }

    @AfterAll
    static void stop() throws IOException {
        server().close();
    }

    private static OwnServer server() {
        return Objects.requireNonNull(started);
    }

    private final TestDatabase town = Town.founded(server().newDatabase());

    private Engine.Setup setup(Duration patience, PurgeListener... listeners) {
        PurgeSettings settings =
                new PurgeSettings(Engine.guards(1_000), 2, 2_000_000, 100_000, Duration.ofMillis(250), 1, patience);
        return Town.setup().with(settings).with(listeners);
    }

    /** At the given chunk, counted from 1; the chunks before it are committed, and not on disk yet. */
    private static PurgeListener at(int chunk, Runnable action) {
        AtomicInteger chunks = new AtomicInteger();
        return new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
                if (chunks.incrementAndGet() == chunk) {
                    action.run();
                }
            }
        };
    }

    @Test
    void a_run_survives_a_crash_of_the_server_and_counts_what_is_gone() {
        Map<String, String> others = Town.others(town);
        PurgeListener crash = at(3, () -> {
            server().goDown();
            server().comeBack();
        });
        try (Engine engine = Engine.on(town, setup(Duration.ofMinutes(1), crash))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.errors()).isEmpty();
            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
        assertThat(Town.others(town)).isEqualTo(others);
    }

    @Test
    void a_run_survives_a_server_that_is_away_for_less_than_its_patience() throws Exception {
        Thread repair = new Thread(ServerFaultsIT::comeBackLater);
        PurgeListener away = at(3, () -> {
            server().goDown();
            repair.start();
        });
        try (Engine engine = Engine.impatient(town, setup(Duration.ofMinutes(1), away))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.errors()).isEmpty();
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
        } finally {
            repair.join();
        }
    }

    private static void comeBackLater() {
        try {
            Thread.sleep(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server().comeBack();
    }

    @Test
    void a_run_whose_server_stays_away_ends_and_the_next_night_finishes_it() {
        PurgeListener away = at(3, () -> server().goDown());
        try (Engine engine = Engine.impatient(town, setup(Duration.ofSeconds(1), away))) {
            assertThat(catching(engine)).isInstanceOf(RuntimeException.class);
        } finally {
            server().comeBack();
        }
        try (Engine engine = Engine.on(town, setup(Duration.ofSeconds(1)))) {
            PurgeOutcome next = engine.execute();

            assertThat(next.exit()).isEqualTo(ExitCode.DONE);
            assertThat(next.resumed()).singleElement().satisfies(resumed -> {
                assertThat(resumed.status()).isEqualTo(RunStatus.COMPLETE);
                assertThat(resumed.rows()).isEqualTo(5 * Town.ROWS);
            });
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
    }

    private static RuntimeException catching(Engine engine) {
        try {
            return new IllegalStateException(String.valueOf(engine.execute().exit()));
        } catch (RuntimeException e) {
            return e;
        }
    }
}
