package dev.orgpurge.ops;

import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.purge.RunStatus;
import dev.orgpurge.purge.RunSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Where the last executing run stands. A gauge is registered when its value is known and not before: pushed as 0, it would
 * overwrite what an earlier process left at the gateway.
 */
final class RunGauges {

    private static final String SECONDS = "seconds";

    /** A process that died cannot report it. */
    private static final Set<RunStatus> REPORTED = EnumSet.complementOf(EnumSet.of(RunStatus.INTERRUPTED));

    private static final Set<RunStatus> SUCCESS = EnumSet.of(RunStatus.COMPLETE, RunStatus.NOTHING_TO_DO);

    private final MeterRegistry registry;
    private final Map<String, Double> values = new ConcurrentHashMap<>();
    private final Map<RunStatus, Double> statuses = new EnumMap<>(RunStatus.class);
    private final AtomicReference<@Nullable Gauge> ledgerHead = new AtomicReference<>();

    RunGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    void started() {
        status(RunStatus.RUNNING);
    }

    void finished(RunSummary run, Duration worked) {
        status(run.status());
        timestamp(MetricNames.LAST_RUN_START, "When the last run started.", run.startedAt());
        timestamp(MetricNames.LAST_RUN_FINISH, "When the last run ended.", run.finishedAt());
        gauge(
                MetricNames.LAST_RUN_DURATION,
                "How long this process worked on the last run.",
                SECONDS,
                worked.toNanos() / 1e9);
        gauge(MetricNames.LAST_RUN_ROWS, "Rows that the last run deleted.", null, (double) run.rows());
        gauge(MetricNames.LAST_RUN_ORGANIZATIONS, "Candidates that the last run looked at.", null, (double)
                run.organizations());
        if (SUCCESS.contains(run.status())) {
            timestamp(
                    MetricNames.LAST_SUCCESS,
                    "When the last run ended that left nothing undone and nothing failed.",
                    run.finishedAt());
        }
    }

    /** The head is a label, because a digest is no number; there is one series of it at a time. */
    void reached(SignedHead head) {
        gauge(MetricNames.LEDGER_POSITION, "Position of the last entry of the ledger.", null, (double) head.position());
        Gauge now = Gauge.builder(MetricNames.LEDGER_HEAD, () -> 1)
                .description("1, with the digest of the last entry of the ledger and the key that signed it as labels.")
                .tag(MetricNames.TAG_HEAD, head.digest())
                .tag(MetricNames.TAG_KEY, head.keyId() == null ? "none" : String.valueOf(head.keyId()))
                .strongReference(true)
                .register(registry);
        Gauge before = ledgerHead.getAndSet(now);
        if (before != null && !before.getId().equals(now.getId())) {
            registry.remove(before);
        }
    }

    private synchronized void status(RunStatus current) {
        boolean known = !statuses.isEmpty();
        REPORTED.forEach(status -> statuses.put(status, status == current ? 1.0 : 0.0));
        if (!known) {
            REPORTED.forEach(this::register);
        }
    }

    private void register(RunStatus status) {
        Gauge.builder(MetricNames.RUN_STATUS, this, gauges -> gauges.valueOf(status))
                .description("1 for the status of the last run, 0 for every other.")
                .tag(MetricNames.TAG_STATUS, status.name().toLowerCase(Locale.ROOT))
                .strongReference(true)
                .register(registry);
    }

    private synchronized double valueOf(RunStatus status) {
        return statuses.getOrDefault(status, Double.NaN);
    }

    private void timestamp(String name, String help, @Nullable Instant when) {
        if (when != null) {
            gauge(name, help, SECONDS, when.toEpochMilli() / 1e3);
        }
    }

    private void gauge(String name, String help, @Nullable String unit, double value) {
        if (values.put(name, value) == null) {
            Gauge.builder(name, values, known -> known.getOrDefault(name, Double.NaN))
                    .description(help)
                    .baseUnit(unit)
                    .strongReference(true)
                    .register(registry);
        }
    }
}
