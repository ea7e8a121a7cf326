package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pause, resume, stop and the kill switch, against a run that is at work. */
class RunControlIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    private final TestDatabase town = Town.founded();
    private final AtomicReference<Engine> operator = new AtomicReference<>();

    @TempDir
    private Path folder;

    /** Something happens once, after the first chunk: seen by the run only through database and files. */
    private PurgeListener afterOutputs(BiConsumer<UUID, RunControl> action) {
        AtomicBoolean done = new AtomicBoolean();
        return new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
                if (table.equals("public.outputs") && done.compareAndSet(false, true)) {
                    action.accept(runId, operator.get().bean(RunControl.class));
                }
            }
        };
    }

    private Engine engine(PurgeListener... listeners) {
        return Engine.on(town, Town.setup().with(ONE_WORKER).with(listeners));
    }

    private Engine operator() {
        operator.set(Engine.on(town, Town.setup()));
        return operator.get();
    }

    private static void assertStoppedBy(String code, Runnable action) {
        assertThatThrownBy(action::run).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.STOPPED);
            assertThat(problem.code()).isEqualTo(code);
        });
    }

    @Test
    void a_rehearsal_that_was_stopped_after_its_counting_finds_on_its_restart_what_it_would_have_found() {
        town.script("update flows set approved_by = (select min(id) from users where org_id = 4) where org_id = 1");
        try (Engine engine = engine()) {
            assertThat(engine.outcome(engine.rehearse(), "4").status()).isEqualTo(OrganizationStatus.BLOCKED);
            town.script("""
                    create function orgpurge.stop_it() returns trigger language plpgsql as $$ begin
                      insert into orgpurge.stop_request (run_id, epoch, asked_by)
                      select run_id, epoch, 'somebody' from orgpurge.run where status = 'RUNNING' on conflict do nothing;
                      return null;
                    end $$;
                    create trigger stop_it after insert on orgpurge.expected execute function orgpurge.stop_it()
                    """);
            PurgeOutcome stopped = engine.rehearse();
            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            town.script("drop function orgpurge.stop_it cascade");

            PurgeOutcome finished = engine.runs().restart(stopped.run().runId());

            assertThat(finished.exit()).isEqualTo(ExitCode.DONE);
            assertThat(engine.outcome(finished, "4").status()).isEqualTo(OrganizationStatus.BLOCKED);
            assertThat(finished.run().rows()).isEqualTo(4 * Town.ROWS);
        }
    }

    @Test
    void a_pause_ends_the_run_lets_none_begin_and_a_resumption_lets_it_go_on() {
        try (Engine other = operator();
                Engine engine = engine(afterOutputs((run, control) -> control.pause("month-end closing")))) {
            PurgeOutcome paused = engine.execute();

            assertThat(paused.exit()).isEqualTo(ExitCode.STOPPED);
            assertThat(paused.run().status()).isEqualTo(RunStatus.PAUSED);
            assertThat(paused.errors()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("PAUSED");
                assertThat(problem.detail()).contains("month-end closing", "since", "restart --run-id");
            });
            assertThat(engine.runs().problem(paused.run().runId()).orElseThrow().detail())
                    .contains("month-end closing");
            assertThat(Town.count(town, "executions")).isEqualTo(300);
            assertStoppedBy("PAUSED", engine::execute);
            assertStoppedBy("PAUSED", () -> engine.runs().restart(paused.run().runId()));
            assertThat(engine.rehearse().exit()).isEqualTo(ExitCode.DONE);
            assertThat(other.bean(RunControl.class).pause("again").before()).isTrue();

            assertThat(other.bean(RunControl.class).resume()).hasSize(1);
            assertThatThrownBy(other.bean(RunControl.class)::resume)
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("NOT_PAUSED"));
            PurgeOutcome finished = engine.runs().restart(paused.run().runId());
            assertThat(finished.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(finished.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(town.jdbc()
                            .sql("select string_agg(body, ' ') from orgpurge.ledger_entry")
                            .query(String.class)
                            .single())
                    .contains("\"PAUSED\"", "\"RESUMED\"")
                    .doesNotContain("month-end");
        }
    }

    @Test
    void a_stop_from_elsewhere_ends_this_attempt_and_no_later_one() throws Exception {
        CompletableFuture<RunSummary> answer = new CompletableFuture<>();
        try (Engine other = operator();
                Engine engine = engine(afterOutputs((run, control) -> {
                    answer.completeAsync(() -> stop(control, run, true));
                    while (Town.count(town, "orgpurge.stop_request") == 0) {
                        Thread.onSpinWait();
                    }
                }))) {
            PurgeOutcome stopped = engine.execute();

            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            assertThat(stopped.run().status()).isEqualTo(RunStatus.STOPPED);
            assertThat(Town.count(town, "executions")).isEqualTo(300);
            assertThat(answer.get(60, TimeUnit.SECONDS).status()).isEqualTo(RunStatus.STOPPED);

            PurgeOutcome finished = engine.runs().restart(stopped.run().runId());
            assertThat(finished.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(finished.run().rows()).isEqualTo(5 * Town.ROWS);
            RunControl control = other.bean(RunControl.class);
            assertThat(stop(control, stopped.run().runId(), true).status()).isEqualTo(RunStatus.COMPLETE);
            assertThatThrownBy(() -> control.stop(UUID.randomUUID(), false))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_FOUND));
        }
    }

    private static RunSummary stop(RunControl control, UUID run, boolean wait) {
        try {
            return control.stop(run, wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void nobody_waits_for_a_run_whose_process_is_gone() {
        try (Engine other = operator();
                Engine engine = engine()) {
            UUID run = engine.execute().run().runId();
            town.script("update orgpurge.run set status = 'RUNNING', finished_at = null");

            assertThatThrownBy(() -> other.bean(RunControl.class).stop(run, true))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.code()).isEqualTo("RUN_ABANDONED"));
        }
    }

    @Test
    void the_kill_switch_ends_a_run_and_lets_none_begin_while_its_file_exists() throws IOException {
        Path file = folder.resolve("stop");
        PurgeListener thrown = afterOutputs((run, control) -> {
            try {
                Files.createFile(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        Engine.Setup setup = Town.setup().with(ONE_WORKER).with(thrown).with(new KillSwitch(file));
        try (Engine other = operator();
                Engine engine = Engine.on(town, setup)) {
            PurgeOutcome stopped = engine.execute();

            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            assertThat(Town.count(town, "executions")).isEqualTo(300);
            assertThat(stopped.errors().get(0).detail()).contains(file.toString());
            assertStoppedBy("KILL_SWITCH", engine::execute);
            assertThat(engine.rehearse().exit()).isEqualTo(ExitCode.DONE);

            Files.delete(file);
            assertThat(engine.runs().restart(stopped.run().runId()).run().rows())
                    .isEqualTo(5 * Town.ROWS);
            assertThat(other.runs().runs(1)).hasSize(1);
        }
    }
}
