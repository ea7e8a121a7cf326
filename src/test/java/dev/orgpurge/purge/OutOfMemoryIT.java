package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.PackagedProgram;
import dev.orgpurge.fixtures.PackagedProgram.Result;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** The Java heap is too small: the run ends, nothing that was committed is lost, and the next one finishes it. */
class OutOfMemoryIT {

    private static final Path POLICY = Path.of("src", "test", "resources", "town.yaml");

    private static final PurgeSettings TWO_WORKERS =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 2);

    /** Enough for two workers. */
    private static final String LARGER =
            "insert into executions (flow_id) select id from flows, generate_series(1, 110); analyze executions";

    private final TestDatabase town = Town.founded();

    private static PurgeListener exhausted(String table) {
        AtomicBoolean once = new AtomicBoolean();
        return new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String chunkTable, long rows, Duration took) {
                if (chunkTable.equals(table) && once.compareAndSet(false, true)) {
                    throw new OutOfMemoryError("made by a test");
                }
            }
        };
    }

    @Test
    void a_worker_that_runs_out_of_memory_ends_the_run_and_the_next_night_finishes_it() {
        endsAndIsFinished("public.executions");
    }

    @Test
    void so_does_a_step_without_workers() {
        endsAndIsFinished("public.users");
    }

    private void endsAndIsFinished(String table) {
        town.script(LARGER);
        Map<String, String> others = Town.others(town);
        try (Engine engine = Engine.on(town, Town.setup().with(TWO_WORKERS).with(exhausted(table)))) {
            assertThatThrownBy(engine::execute).isInstanceOf(OutOfMemoryError.class);
        }
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
        try (Engine engine = Engine.on(town, Town.setup().with(TWO_WORKERS))) {
            PurgeOutcome next = engine.execute();

            assertThat(next.exit()).isEqualTo(ExitCode.DONE);
            assertThat(next.resumed())
                    .singleElement()
                    .satisfies(run -> assertThat(run.status()).isEqualTo(RunStatus.COMPLETE));
        }
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
        assertThat(Town.others(town)).isEqualTo(others);
    }

    @Test
    void a_heap_that_is_too_small_to_begin_with_ends_the_program_and_leaves_nothing_behind() {
        Map<String, String> others = Town.others(town);

        Result result = new PackagedProgram(town, POLICY, "-Xmx10m").run("purge-due", "--execute");

        assertThat(result.exit()).as(result.err()).isEqualTo(1);
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
        assertThat(new PackagedProgram(town, POLICY)
                        .run("purge-due", "--execute")
                        .exit())
                .isZero();
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
        assertThat(Town.others(town)).isEqualTo(others);
    }
}
