package dev.orgpurge.ops;

import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.WaitReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What executing runs of this process have done. */
final class RunCounters {

    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5)
    };

    private static final String DELETE = "delete";
    private static final String DETACH = "detach";

    /** Spring Batch's jobs, without what they all begin with. */
    private static final String PREFIX = "orgpurge-";

    private static final List<String> STEPS = List.of("select", "prepare", "top_up", DELETE, "certify");

    /** The classes of SQLSTATEs that are tried again; shown as 0 until one is met. */
    private static final List<String> RETRIED_CLASSES = List.of("08", "25", "40", "53", "55", "57");

    private static final List<OrganizationStatus> FINAL = List.of(
            OrganizationStatus.BLOCKED,
            OrganizationStatus.PURGED,
            OrganizationStatus.FAILED,
            OrganizationStatus.FROZEN,
            OrganizationStatus.DEFERRED);

    private final MeterRegistry registry;

    RunCounters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows all that is known by name. Not earlier: pushed as 0, it would overwrite the last night's. */
    void begin() {
        rows(MetricNames.ROWS_DELETED, "Rows deleted by this process.");
        rows(MetricNames.ROWS_DETACHED, "References that this process set to NULL.");
        List.of(DELETE, DETACH).forEach(step -> {
            chunks(step);
            duration(step);
        });
        STEPS.forEach(this::step);
        RETRIED_CLASSES.forEach(this::retries);
        FINAL.forEach(this::organizations);
        Arrays.stream(WaitReason.values()).forEach(this::throttled);
    }

    void deleted(String table, long rows, Duration took) {
        rows(MetricNames.ROWS_DELETED, "Rows deleted by this process.").increment((double) rows);
        Counter.builder(MetricNames.TABLE_ROWS_DELETED)
                .description("Rows deleted by this process, by table.")
                .tag(MetricNames.TAG_TABLE, table)
                .register(registry)
                .increment((double) rows);
        chunk(DELETE, took);
    }

    void detached(long rows, Duration took) {
        rows(MetricNames.ROWS_DETACHED, "References that this process set to NULL.")
                .increment((double) rows);
        chunk(DETACH, took);
    }

    private void chunk(String step, Duration took) {
        chunks(step).increment();
        duration(step).record(took);
    }

    void retried(String sqlState) {
        retries(sqlState.length() < 2 ? "unknown" : sqlState.substring(0, 2)).increment();
    }

    void waited(WaitReason reason, Duration more) {
        throttled(reason).increment(more.toNanos() / 1e9);
    }

    void stepTook(String job, Duration took) {
        String name = job.startsWith(PREFIX) ? job.substring(PREFIX.length()) : job;
        step(name.replace('-', '_')).increment(took.toNanos() / 1e9);
    }

    void organization(OrganizationStatus status) {
        organizations(status).increment();
    }

    private Counter rows(String name, String help) {
        return Counter.builder(name).description(help).register(registry);
    }

    private Counter chunks(String step) {
        return Counter.builder(MetricNames.CHUNKS)
                .description("Chunks committed by this process, by what they did.")
                .tag(MetricNames.TAG_STEP, step)
                .register(registry);
    }

    private Timer duration(String step) {
        return Timer.builder(MetricNames.CHUNK_DURATION)
                .description("How long a chunk's transaction took.")
                .tag(MetricNames.TAG_STEP, step)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter step(String step) {
        return Counter.builder(MetricNames.STEP_DURATION)
                .description("How long the steps of this process's runs took.")
                .baseUnit("seconds")
                .tag(MetricNames.TAG_STEP, step)
                .register(registry);
    }

    private Counter retries(String sqlStateClass) {
        return Counter.builder(MetricNames.CHUNK_RETRIES)
                .description("Chunks tried again after a transient error, by the first two characters of its SQLSTATE.")
                .tag(MetricNames.TAG_SQLSTATE_CLASS, sqlStateClass)
                .register(registry);
    }

    private Counter throttled(WaitReason reason) {
        return Counter.builder(MetricNames.THROTTLED)
                .description("How long the run of this process waited before chunks.")
                .baseUnit("seconds")
                .tag(MetricNames.TAG_REASON, reason.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    private Counter organizations(OrganizationStatus status) {
        return Counter.builder(MetricNames.ORGANIZATIONS)
                .description("Organizations that reached their final status in a run of this process.")
                .tag(MetricNames.TAG_STATUS, status.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }
}
