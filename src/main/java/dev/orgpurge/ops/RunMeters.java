package dev.orgpurge.ops;

import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeListener;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.purge.WaitReason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * Counts what executing runs of this process do. A rehearsal leaves no number: it deletes nothing, and would be taken for
 * the night's run.
 */
final class RunMeters implements PurgeListener {

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

    /** The classes of SQLSTATEs that are tried again; shown as 0 until one is met. */
    private static final List<String> RETRIED_CLASSES = List.of("08", "25", "40", "53", "55", "57");

    private static final List<OrganizationStatus> FINAL = List.of(
            OrganizationStatus.BLOCKED,
            OrganizationStatus.PURGED,
            OrganizationStatus.FAILED,
            OrganizationStatus.FROZEN,
            OrganizationStatus.DEFERRED);

    private final MeterRegistry registry;
    private final RunGauges gauges;
    private final MetricsPush push;
    private final Counter rows;
    private final Counter chunks;
    private final Timer chunkDuration;
    private volatile boolean executing;
    private volatile long startedNanos;

    RunMeters(MeterRegistry registry, MetricsPush push) {
        this.registry = registry;
        this.push = push;
        this.gauges = new RunGauges(registry);
        this.rows = Counter.builder(MetricNames.ROWS_DELETED)
                .description("Rows deleted by this process.")
                .register(registry);
        this.chunks = Counter.builder(MetricNames.CHUNKS)
                .description("Chunks committed by this process.")
                .register(registry);
        this.chunkDuration = Timer.builder(MetricNames.CHUNK_DURATION)
                .description("How long a chunk's transaction took.")
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
        RETRIED_CLASSES.forEach(this::retries);
        FINAL.forEach(this::organizations);
        Arrays.stream(WaitReason.values()).forEach(this::throttled);
    }

    @Override
    public void runStarted(UUID runId, Mode mode) {
        executing = mode == Mode.EXECUTE;
        startedNanos = System.nanoTime();
        if (executing) {
            gauges.started();
            push.begin();
        }
    }

    @Override
    public void chunkDeleted(UUID runId, String table, long deleted, Duration took) {
        rows.increment((double) deleted);
        chunks.increment();
        chunkDuration.record(took);
    }

    @Override
    public void chunkRetried(UUID runId, String table, String sqlState) {
        retries(sqlState.length() < 2 ? "unknown" : sqlState.substring(0, 2)).increment();
    }

    @Override
    public void waited(UUID runId, WaitReason reason, String why, Duration more) {
        throttled(reason).increment(more.toNanos() / 1e9);
    }

    @Override
    public void organizationFinished(UUID runId, OrganizationStatus status) {
        if (executing) {
            organizations(status).increment();
        }
    }

    @Override
    public void headReached(SignedHead head) {
        gauges.reached(head);
    }

    @Override
    public void runFinished(RunSummary run) {
        if (run.mode() == Mode.EXECUTE) {
            gauges.finished(run, Duration.ofNanos(System.nanoTime() - startedNanos));
        }
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
