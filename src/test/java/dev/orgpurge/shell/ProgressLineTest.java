package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.RunStatus;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.purge.WaitReason;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {

    private static final UUID RUN = UUID.fromString("3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b");

    private final AtomicLong clock = new AtomicLong();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ProgressLine progress(Screen screen) {
        PrintStream stream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return new ProgressLine(new Console(stream, stream, InputStream.nullInputStream(), true, screen), clock::get);
    }

    private void afterSeconds(int seconds) {
        clock.set(Duration.ofSeconds(seconds).toNanos());
    }

    private String said() {
        return err.toString(StandardCharsets.UTF_8);
    }

    private static void oneChunk(ProgressLine progress) {
        progress.chunkDeleted(RUN, "public.users", 1000, Duration.ofMillis(250));
    }

    @Test
    void what_has_its_turn_between_two_batches_is_not_counted() {
        ProgressLine progress = progress(Screen.NONE);
        UUID other = UUID.randomUUID();
        progress.runStarted(RUN, Mode.EXECUTE);
        progress.rowsExpected(RUN, 4000, 20);
        afterSeconds(5);
        oneChunk(progress);
        progress.interludeBegan(RUN);
        progress.runStarted(other, Mode.EXECUTE);
        progress.rowsExpected(other, 500, 1);
        progress.chunkDeleted(other, "public.flows", 500, Duration.ofMillis(250));
        afterSeconds(10);
        progress.organizationFinished(other, OrganizationStatus.PURGED);
        progress.runFinished(new RunSummary(
                other, Mode.EXECUTE, RunStatus.COMPLETE, "sha256:0", Instant.EPOCH, Instant.EPOCH, 1, 500));
        progress.interludeEnded(RUN);
        afterSeconds(15);
        oneChunk(progress);
        assertThat(said().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains("rows 1000/4000"),
                        line -> assertThat(line)
                                .contains(
                                        "rows 1000/4000",
                                        "organizations 0/20",
                                        "letting requests of the HTTP API go first"),
                        line -> assertThat(line).contains("rows 2000/4000", "table public.users", "state deleting"));
    }

    @Test
    void without_a_terminal_a_line_comes_every_five_seconds_with_all_its_fields() {
        ProgressLine progress = progress(Screen.NONE);
        progress.runStarted(RUN, Mode.EXECUTE);
        progress.rowsExpected(RUN, 4000, 20);
        progress.organizationFinished(RUN, OrganizationStatus.PURGED);
        afterSeconds(4);
        oneChunk(progress);
        assertThat(said()).isEmpty();
        afterSeconds(5);
        oneChunk(progress);
        afterSeconds(6);
        oneChunk(progress);
        assertThat(said().strip())
                .isEqualTo(
                        "progress rows 2000/4000 50% 0.4 krows/s organizations 1/20 table public.users state deleting eta 0:00:05");
    }

    @Test
    void on_a_terminal_one_line_is_rewritten_and_left_when_the_run_ends() {
        ProgressLine progress = progress(Screen.of(120));
        progress.runStarted(RUN, Mode.EXECUTE);
        progress.rowsExpected(RUN, 4000, 20);
        afterSeconds(1);
        oneChunk(progress);
        afterSeconds(2);
        progress.chunkRetried(RUN, "public.flows", "40P01");
        assertThat(said()).contains("\rprogress").doesNotContain("\n");
        progress.runFinished(new RunSummary(
                RUN, Mode.EXECUTE, RunStatus.COMPLETE, "sha256:0", Instant.EPOCH, Instant.EPOCH, 1, 1000));
        assertThat(said()).endsWith(System.lineSeparator()).contains("retrying after 40P01");
    }

    @Test
    void a_narrow_terminal_gets_the_beginning_of_the_line_and_no_second_one() {
        ProgressLine progress = progress(Screen.of(40));
        progress.runStarted(RUN, Mode.EXECUTE);
        afterSeconds(1);
        oneChunk(progress);
        assertThat(said()).startsWith("\rprogress rows 1000/0").hasSize(1 + 39);
    }

    @Test
    void the_rest_of_a_longer_line_is_wiped_out() {
        ProgressLine progress = progress(Screen.of(200));
        progress.runStarted(RUN, Mode.EXECUTE);
        afterSeconds(1);
        progress.chunkRetried(RUN, "public.a_table_with_a_very_long_name", "40P01");
        int longer = said().length();
        afterSeconds(2);
        progress.chunkDeleted(RUN, "t", 1, Duration.ZERO);
        assertThat(said()).hasSize(2 * longer);
    }

    @Test
    void whoever_asks_for_the_stop_is_told_at_once_how_to_go_on() {
        ProgressLine progress = progress(Screen.of(200));
        progress.runStarted(RUN, Mode.EXECUTE);
        progress.rowsExpected(RUN, 4000, 20);
        afterSeconds(1);
        oneChunk(progress);
        progress.stopAsked();
        assertThat(said().split("\n", -1)[1])
                .startsWith("stopping at the end of the running chunk")
                .endsWith("restart --run-id " + RUN);
        afterSeconds(2);
        oneChunk(progress);
        assertThat(said()).endsWith("state stopping (asked to) eta -");
    }

    @Test
    void what_is_waited_for_is_told_while_it_lasts() {
        ProgressLine progress = progress(Screen.NONE);
        progress.runStarted(RUN, Mode.EXECUTE);
        afterSeconds(5);
        progress.waited(RUN, WaitReason.REPLICA_LAG, "replica lag 12s > 10s", Duration.ZERO);
        afterSeconds(10);
        progress.waited(RUN, WaitReason.REPLICA_LAG, "replica lag 17s > 10s", Duration.ofSeconds(5));
        assertThat(said().lines()).hasSize(2).last().asString().contains("state waiting: replica lag 17s > 10s eta");
        afterSeconds(15);
        oneChunk(progress);
        assertThat(said().lines()).last().asString().contains("state deleting");
    }

    @Test
    void the_time_left_is_told_in_hours_minutes_and_seconds() {
        ProgressLine progress = progress(Screen.NONE);
        progress.runStarted(RUN, Mode.EXECUTE);
        progress.rowsExpected(RUN, 1_000_000, 20);
        afterSeconds(10);
        oneChunk(progress);
        assertThat(said().strip()).endsWith("eta 2:46:30");
    }

    @Test
    void no_percentage_is_told_before_rows_are_counted() {
        ProgressLine progress = progress(Screen.NONE);
        progress.runStarted(RUN, Mode.REHEARSAL);
        afterSeconds(9);
        progress.organizationFinished(RUN, OrganizationStatus.BLOCKED);
        assertThat(said()).contains("rows 0/0 -%").contains("state rehearsing");
    }

    @Test
    void who_is_blocked_is_not_counted_among_those_whose_rows_are() {
        ProgressLine progress = progress(Screen.NONE);
        progress.runStarted(RUN, Mode.EXECUTE);
        progress.rowsExpected(RUN, 10, 1);
        progress.organizationFinished(RUN, OrganizationStatus.BLOCKED);
        afterSeconds(9);
        progress.organizationFinished(RUN, OrganizationStatus.PURGED);
        assertThat(said()).contains("organizations 1/1");
    }
}
