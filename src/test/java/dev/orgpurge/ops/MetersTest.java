package dev.orgpurge.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.ledger.Verification;
import dev.orgpurge.purge.Attempt;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.RunFigures;
import dev.orgpurge.purge.RunFigures.Candidates;
import dev.orgpurge.purge.RunStatus;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.purge.WaitReason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;

class MetersTest {

    private static final UUID RUN = UUID.fromString("3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b");
    private static final Instant STARTED = Instant.parse("2026-11-22T01:00:00Z");
    private static final Instant FINISHED = Instant.parse("2026-11-22T01:02:03.5Z");
    private static final Pattern NAME = Pattern.compile("orgpurge(_[a-z]+)+");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MetricsPush push = new MetricsPush(
            new StaticListableBeanFactory().getBeanProvider(PushGateway.class), Duration.ofMinutes(1), registry);
    private final LedgerMeters ledger = new LedgerMeters(registry, push);
    private RunFigures figures = figures(true, null);
    private final RunMeters meters = new RunMeters(registry, ledger, run -> figures, push);

    private static RunFigures figures(boolean everyone, @Nullable Instant lastSuccess) {
        return new RunFigures(
                everyone,
                lastSuccess,
                List.of(
                        new Candidates(true, null, 2),
                        new Candidates(false, "LEGAL_HOLD", 4),
                        new Candidates(false, "GRACE_PERIOD", 1)),
                5,
                STARTED,
                1);
    }

    @Test
    void every_name_appears_with_help_and_the_right_type_and_follows_the_naming_rules() throws Exception {
        everything();

        List<String> expected = new ArrayList<>();
        for (String name : Exposition.names()) {
            expected.add(Exposition.nameOf(name) + " " + Exposition.typeOf(name));
        }
        expected.add("orgpurge_chunk_duration_seconds_max gauge");
        assertThat(typed("# TYPE ")).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(typed("# HELP ")).hasSize(expected.size()).allMatch(help -> help.endsWith("."));
    }

    /** One of all that can happen. */
    private void everything() {
        night(RunStatus.COMPLETE, ExitCode.DONE);
        meters.chunkDetached(RUN, "public.posts", 3, Duration.ofMillis(5));
        rehearsal();
        ledger.verified(verification(Verification.Status.INTACT));
    }

    private void night(RunStatus status, ExitCode exit, String... codes) {
        Attempt attempt = new Attempt(Mode.EXECUTE, true);
        figures = figures(true, STARTED);
        meters.attemptStarted(attempt);
        run(Mode.EXECUTE, status);
        meters.attemptEnded(attempt, exit, List.of(codes));
    }

    private void rehearsal() {
        Attempt attempt = new Attempt(Mode.REHEARSAL, true);
        meters.attemptStarted(attempt);
        meters.runStarted(RUN, Mode.REHEARSAL);
        meters.stepFinished(RUN, "orgpurge-select", 0, Duration.ofSeconds(9));
        meters.organizationFinished(RUN, OrganizationStatus.BLOCKED);
        meters.runFinished(summary(Mode.REHEARSAL, RunStatus.COMPLETE, FINISHED));
        meters.attemptEnded(attempt, ExitCode.DONE, List.of());
    }

    private static Verification verification(Verification.Status status) {
        return new Verification(status, 9, "sha256:aa", null, null, 0);
    }

    @Test
    void names_follow_the_conventions_of_prometheus() {
        everything();

        assertThat(typed("# TYPE ")).allSatisfy(line -> {
            String name = line.substring(0, line.indexOf(" "));
            assertThat(name).matches(NAME);
            assertThat(name.endsWith("_total")).isEqualTo(line.endsWith(" counter"));
            assertThat(name).doesNotContainPattern("milli|minute|hour|_ms_");
            if (name.contains("timestamp") || name.contains("duration")) {
                assertThat(name).contains("_seconds");
            }
        });
    }

    @Test
    void what_a_run_did_is_counted() {
        run(Mode.EXECUTE, RunStatus.PARTIAL);

        assertThat(lines())
                .contains(
                        "orgpurge_rows_deleted_total 42.0",
                        "orgpurge_rows_detached_total 0.0",
                        "orgpurge_chunks_total{step=\"delete\"} 2.0",
                        "orgpurge_chunks_total{step=\"detach\"} 0.0",
                        "orgpurge_step_duration_seconds_total{step=\"delete\"} 1.5",
                        "orgpurge_step_duration_seconds_total{step=\"top_up\"} 0.0",
                        "orgpurge_chunk_retries_total{sqlstate_class=\"40\"} 1.0",
                        "orgpurge_chunk_retries_total{sqlstate_class=\"55\"} 0.0",
                        "orgpurge_chunk_duration_seconds_bucket{step=\"delete\",le=\"0.1\"} 1",
                        "orgpurge_chunk_duration_seconds_bucket{step=\"delete\",le=\"0.25\"} 2",
                        "orgpurge_organizations_total{status=\"purged\"} 1.0",
                        "orgpurge_organizations_total{status=\"failed\"} 0.0",
                        "orgpurge_run_status{status=\"partial\"} 1.0",
                        "orgpurge_run_status{status=\"running\"} 0.0",
                        "orgpurge_last_run_rows 42.0",
                        "orgpurge_last_run_organizations 3.0");
        assertThat(value("orgpurge_last_run_start_timestamp_seconds")).isEqualTo((double) STARTED.getEpochSecond());
        assertThat(value("orgpurge_last_run_finish_timestamp_seconds")).isEqualTo(FINISHED.toEpochMilli() / 1e3);
        assertThat(value("orgpurge_last_run_duration_seconds")).isBetween(0.0, 60.0);
    }

    @Test
    void waited_time_adds_up_by_reason_and_every_reason_is_there_from_the_start() {
        meters.runStarted(RUN, Mode.EXECUTE);
        meters.waited(RUN, WaitReason.REPLICA_LAG, "replica lag 12s > 10s", Duration.ofMillis(1500));
        meters.waited(RUN, WaitReason.REPLICA_LAG, "replica lag 11s > 10s", Duration.ofSeconds(1));

        assertThat(lines())
                .contains(
                        "orgpurge_throttled_seconds_total{reason=\"replica_lag\"} 2.5",
                        "orgpurge_throttled_seconds_total{reason=\"probe\"} 0.0");
        assertThat(lines().stream().filter(line -> line.startsWith("orgpurge_throttled_seconds_total{")))
                .hasSize(WaitReason.values().length);
    }

    @ParameterizedTest
    @EnumSource(RunStatus.class)
    void a_run_that_does_not_succeed_leaves_the_last_success_where_the_ledger_has_it(RunStatus status) {
        figures = figures(true, STARTED.minusSeconds(86_400));
        run(Mode.EXECUTE, status);

        assertThat(value("orgpurge_last_success_timestamp_seconds"))
                .isEqualTo((double) STARTED.minusSeconds(86_400).getEpochSecond());
        assertThat(lines().contains(
                                "orgpurge_run_status{status=\"" + status.name().toLowerCase(Locale.ROOT) + "\"} 1.0"))
                .isEqualTo(status != RunStatus.INTERRUPTED);
    }

    @Test
    void before_the_first_success_there_is_none() {
        run(Mode.EXECUTE, RunStatus.FAILED);

        assertThat(registry.scrape()).doesNotContain("orgpurge_last_success");
    }

    @Test
    void while_a_run_is_at_work_its_status_is_known_and_nothing_about_its_end() {
        meters.runStarted(RUN, Mode.EXECUTE);

        assertThat(lines()).contains("orgpurge_run_status{status=\"running\"} 1.0");
        assertThat(registry.scrape()).doesNotContain("orgpurge_last_run");
    }

    @Test
    void a_rehearsal_has_names_of_its_own_and_leaves_none_of_the_nights_numbers() {
        rehearsal();

        assertThat(typed("# TYPE "))
                .allMatch(line -> line.startsWith("orgpurge_rehearsal_")
                        || line.startsWith("orgpurge_last_rehearsal_")
                        || line.equals("orgpurge_push_failures_total counter"));
        assertThat(lines())
                .contains(
                        "orgpurge_rehearsal_status{status=\"complete\"} 1.0",
                        "orgpurge_last_rehearsal_rows 42.0",
                        "orgpurge_last_rehearsal_attempt_exit_code 0.0");
    }

    @Test
    void what_is_done_for_one_named_organization_is_nobodys_night() {
        figures = figures(false, STARTED);
        Attempt attempt = new Attempt(Mode.EXECUTE, false);
        meters.attemptStarted(attempt);
        run(Mode.EXECUTE, RunStatus.REFUSED);
        meters.attemptEnded(attempt, ExitCode.REFUSED, List.of("LEGAL_HOLD"));

        assertThat(registry.scrape()).doesNotContain("orgpurge_last_", "orgpurge_run_status");
        assertThat(lines()).contains("orgpurge_rows_deleted_total 42.0", "orgpurge_overdue_organizations 5.0");
    }

    @Test
    void candidates_are_told_by_verdict_and_reason_and_every_reason_is_there() {
        night(RunStatus.COMPLETE, ExitCode.DONE);

        String name = "orgpurge_last_run_candidates";
        assertThat(lines())
                .contains(
                        name + "{reason=\"none\",verdict=\"eligible\"} 2.0",
                        name + "{reason=\"legal_hold\",verdict=\"blocked\"} 4.0",
                        name + "{reason=\"grace_period\",verdict=\"blocked\"} 1.0",
                        name + "{reason=\"running_work\",verdict=\"blocked\"} 0.0");
        assertThat(lines().stream().filter(line -> line.startsWith(name + "{")))
                .hasSize(1 + ReasonCode.values().length);
    }

    @Test
    void what_is_left_behind_is_told_as_numbers_and_moments() {
        night(RunStatus.COMPLETE, ExitCode.DONE);

        assertThat(lines())
                .contains("orgpurge_overdue_organizations 5.0", "orgpurge_failing_repeatedly_organizations 1.0");
        assertThat(value("orgpurge_oldest_due_timestamp_seconds")).isEqualTo((double) STARTED.getEpochSecond());
    }

    @Test
    void an_attempt_that_a_guard_refuses_says_which_guard() {
        Attempt attempt = new Attempt(Mode.EXECUTE, true);
        meters.attemptStarted(attempt);
        meters.attemptEnded(attempt, ExitCode.REFUSED, List.of("TOO_MANY_CANDIDATES"));

        assertThat(value("orgpurge_last_attempt_exit_code")).isEqualTo(3);
        assertThat(value("orgpurge_last_attempt_timestamp_seconds")).isGreaterThan(1.7e9);
        assertThat(lines())
                .contains(
                        "orgpurge_last_attempt_refused{code=\"too_many_candidates\"} 1.0",
                        "orgpurge_last_attempt_refused{code=\"unusual_night\"} 0.0");
    }

    @Test
    void a_broken_ledger_leaves_the_moment_it_was_last_found_whole() {
        ledger.verified(verification(Verification.Status.BROKEN));

        assertThat(lines()).contains("orgpurge_ledger_intact 0.0");
        assertThat(registry.scrape()).contains("orgpurge_ledger_checked_").doesNotContain("orgpurge_ledger_verified_");
    }

    @Test
    void neither_runs_nor_organizations_nor_tables_become_labels() {
        everything();

        assertThat(registry.scrape()).doesNotContain(RUN.toString());
        assertThat(lines().stream()
                        .filter(line -> line.contains("{") && !line.startsWith("orgpurge_table_"))
                        .flatMap(line ->
                                Pattern.compile("[{,](\\w+)=").matcher(line).results())
                        .map(label -> label.group(1))
                        .distinct())
                .containsExactlyInAnyOrder(
                        "code", "head", "key_id", "le", "reason", "sqlstate_class", "status", "step", "verdict");
    }

    private void run(Mode mode, RunStatus status) {
        meters.runStarted(RUN, mode);
        meters.rowsExpected(RUN, 42, 1);
        meters.chunkDeleted(RUN, "public.users", 40, Duration.ofMillis(80));
        meters.chunkRetried(RUN, "public.users", "40P01");
        meters.chunkDeleted(RUN, "public.organizations", 2, Duration.ofMillis(200));
        meters.stepFinished(RUN, "orgpurge-delete", 1, Duration.ofMillis(1500));
        meters.organizationFinished(RUN, OrganizationStatus.PURGED);
        meters.headReached(head(7, "sha256:aa"));
        meters.runFinished(summary(mode, status, FINISHED));
    }

    private static SignedHead head(long position, String digest) {
        return new SignedHead(position, digest, FINISHED, Map.of());
    }

    @Test
    void of_the_ledgers_heads_only_the_last_one_is_shown() {
        meters.headReached(head(7, "sha256:aa"));
        meters.headReached(head(7, "sha256:aa"));
        meters.headReached(head(9, "sha256:bb"));

        assertThat(lines()).contains("orgpurge_ledger_position 9.0");
        assertThat(lines().stream().filter(line -> line.startsWith("orgpurge_ledger_head{")))
                .containsExactly("orgpurge_ledger_head{head=\"sha256:bb\",key_id=\"none\"} 1.0");
    }

    private static RunSummary summary(Mode mode, RunStatus status, Instant finished) {
        return new RunSummary(RUN, mode, status, "sha256:0", STARTED, finished, 3, 42);
    }

    private List<String> lines() {
        return registry.scrape().lines().toList();
    }

    private double value(String name) {
        return lines().stream()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow();
    }

    private List<String> typed(String comment) {
        return lines().stream()
                .filter(line -> line.startsWith(comment))
                .map(line -> line.substring(comment.length()))
                .toList();
    }
}
