package dev.orgpurge.ops;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.RunStatus;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.purge.WaitReason;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.lang.reflect.Modifier;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.micrometer.metrics.export.prometheus.PrometheusPushGatewayManager;

class MetersTest {

    private static final UUID RUN = UUID.fromString("3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b");
    private static final Instant STARTED = Instant.parse("2026-11-22T01:00:00Z");
    private static final Instant FINISHED = Instant.parse("2026-11-22T01:02:03.5Z");
    private static final Pattern NAME = Pattern.compile("orgpurge(_[a-z]+)+");

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final RunMeters meters = new RunMeters(
            registry,
            new MetricsPush(new StaticListableBeanFactory().getBeanProvider(PrometheusPushGatewayManager.class)));

    @Test
    void every_name_appears_with_help_and_the_right_type_and_follows_the_naming_rules() throws Exception {
        run(Mode.EXECUTE, RunStatus.COMPLETE);

        Map<String, String> exposed = new LinkedHashMap<>();
        exposed.put(MetricNames.ROWS_DELETED, "orgpurge_rows_deleted_total counter");
        exposed.put(MetricNames.CHUNKS, "orgpurge_chunks_total counter");
        exposed.put(MetricNames.CHUNK_RETRIES, "orgpurge_chunk_retries_total counter");
        exposed.put(MetricNames.CHUNK_DURATION, "orgpurge_chunk_duration_seconds histogram");
        exposed.put(MetricNames.THROTTLED, "orgpurge_throttled_seconds_total counter");
        exposed.put(MetricNames.ORGANIZATIONS, "orgpurge_organizations_total counter");
        exposed.put(MetricNames.RUN_STATUS, "orgpurge_run_status gauge");
        exposed.put(MetricNames.LAST_RUN_START, "orgpurge_last_run_start_timestamp_seconds gauge");
        exposed.put(MetricNames.LAST_RUN_FINISH, "orgpurge_last_run_finish_timestamp_seconds gauge");
        exposed.put(MetricNames.LAST_RUN_DURATION, "orgpurge_last_run_duration_seconds gauge");
        exposed.put(MetricNames.LAST_RUN_ROWS, "orgpurge_last_run_rows gauge");
        exposed.put(MetricNames.LAST_RUN_ORGANIZATIONS, "orgpurge_last_run_organizations gauge");
        exposed.put(MetricNames.LAST_SUCCESS, "orgpurge_last_success_timestamp_seconds gauge");
        exposed.put(MetricNames.LEDGER_POSITION, "orgpurge_ledger_position gauge");
        exposed.put(MetricNames.LEDGER_HEAD, "orgpurge_ledger_head gauge");
        assertThat(exposed.keySet()).containsExactlyInAnyOrderElementsOf(allNames());

        String derived = "orgpurge_chunk_duration_seconds_max gauge";
        assertThat(typed("# TYPE "))
                .containsExactlyInAnyOrderElementsOf(Stream.concat(exposed.values().stream(), Stream.of(derived))
                        .toList());
        assertThat(typed("# HELP ")).hasSize(exposed.size() + 1).allMatch(help -> help.endsWith("."));
    }

    @Test
    void names_follow_the_conventions_of_prometheus() {
        run(Mode.EXECUTE, RunStatus.COMPLETE);

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
                        "orgpurge_chunks_total 2.0",
                        "orgpurge_chunk_retries_total{sqlstate_class=\"40\"} 1.0",
                        "orgpurge_chunk_retries_total{sqlstate_class=\"55\"} 0.0",
                        "orgpurge_chunk_duration_seconds_bucket{le=\"0.1\"} 1",
                        "orgpurge_chunk_duration_seconds_bucket{le=\"0.25\"} 2",
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
    void only_a_successful_executing_run_has_a_last_success(RunStatus status) {
        run(Mode.EXECUTE, status);

        boolean success = status == RunStatus.COMPLETE || status == RunStatus.NOTHING_TO_DO;
        assertThat(lines().stream().anyMatch(line -> line.startsWith("orgpurge_last_success_timestamp_seconds ")))
                .isEqualTo(success);
        if (success) {
            assertThat(value("orgpurge_last_success_timestamp_seconds")).isEqualTo(FINISHED.toEpochMilli() / 1e3);
        }
    }

    @Test
    void a_failure_after_a_success_leaves_the_last_success_where_it_was() {
        run(Mode.EXECUTE, RunStatus.COMPLETE);
        meters.runFinished(summary(Mode.EXECUTE, RunStatus.FAILED, FINISHED.plusSeconds(60)));

        assertThat(value("orgpurge_last_success_timestamp_seconds")).isEqualTo(FINISHED.toEpochMilli() / 1e3);
        assertThat(lines()).contains("orgpurge_run_status{status=\"failed\"} 1.0");
    }

    @Test
    void while_a_run_is_at_work_its_status_is_known_and_nothing_about_its_end() {
        meters.runStarted(RUN, Mode.EXECUTE);

        assertThat(lines()).contains("orgpurge_run_status{status=\"running\"} 1.0");
        assertThat(registry.scrape()).doesNotContain("orgpurge_last_");
    }

    @Test
    void a_rehearsal_leaves_no_number() {
        meters.runStarted(RUN, Mode.REHEARSAL);
        meters.organizationFinished(RUN, OrganizationStatus.BLOCKED);
        meters.runFinished(summary(Mode.REHEARSAL, RunStatus.COMPLETE, FINISHED));

        assertThat(registry.scrape()).doesNotContain("orgpurge_last_", "orgpurge_run_status");
        assertThat(lines()).contains("orgpurge_organizations_total{status=\"blocked\"} 0.0");
    }

    @Test
    void neither_runs_nor_organizations_nor_tables_become_labels() {
        run(Mode.EXECUTE, RunStatus.COMPLETE);

        assertThat(registry.scrape()).doesNotContain(RUN.toString(), "public.users");
        assertThat(lines().stream()
                        .filter(line -> line.contains("{"))
                        .map(line -> line.replaceAll(".*\\{(\\w+)=.*", "$1"))
                        .distinct())
                .containsExactlyInAnyOrder("head", "le", "reason", "sqlstate_class", "status");
    }

    private void run(Mode mode, RunStatus status) {
        meters.runStarted(RUN, mode);
        meters.rowsExpected(RUN, 42, 1);
        meters.chunkDeleted(RUN, "public.users", 40, Duration.ofMillis(80));
        meters.chunkRetried(RUN, "public.users", "40P01");
        meters.chunkDeleted(RUN, "public.organizations", 2, Duration.ofMillis(200));
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

    private static List<String> allNames() throws IllegalAccessException {
        List<String> names = new ArrayList<>();
        for (var field : Arrays.stream(MetricNames.class.getDeclaredFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == String.class)
                .filter(field -> !field.getName().startsWith("TAG_"))
                .toList()) {
            names.add((String) field.get(null));
        }
        return names;
    }
}
