package dev.orgpurge.ops;

import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.purge.Attempt;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeListener;
import dev.orgpurge.purge.RunFigures;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.purge.WaitReason;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * Tells of nights and their rehearsals how they stand, and counts what executing runs of this process do. What somebody does
 * for one named organization is counted, and is nobody's last night.
 */
final class RunMeters implements PurgeListener {

    private final MeterRegistry registry;
    private final LedgerMeters ledger;
    private final Function<UUID, RunFigures> figures;
    private final MetricsPush push;
    private final Gauges gauges;
    private final RunGauges nights;
    private final RunGauges rehearsals;
    private final RunCounters counters;
    private volatile boolean executing;
    private volatile long startedNanos;
    private volatile boolean aside;

    RunMeters(MeterRegistry registry, LedgerMeters ledger, Function<UUID, RunFigures> figures, MetricsPush push) {
        this.registry = registry;
        this.ledger = ledger;
        this.figures = figures;
        this.push = push;
        this.gauges = new Gauges(registry);
        this.nights = new RunGauges(gauges, RunNames.NIGHT);
        this.rehearsals = new RunGauges(gauges, RunNames.REHEARSAL);
        this.counters = new RunCounters(registry);
    }

    private RunGauges of(Mode mode) {
        return mode == Mode.EXECUTE ? nights : rehearsals;
    }

    @Override
    public void attemptStarted(Attempt attempt) {
        if (attempt.everyone()) {
            of(attempt.mode())
                    .attempted(Instant.ofEpochMilli(registry.config().clock().wallTime()));
            push.begin();
        }
    }

    @Override
    public void attemptEnded(Attempt attempt, ExitCode exit, List<String> codes) {
        if (attempt.everyone()) {
            of(attempt.mode()).attemptEnded(exit, codes);
        }
    }

    @Override
    public void runStarted(UUID runId, Mode mode) {
        executing = mode == Mode.EXECUTE;
        if (!aside) {
            startedNanos = System.nanoTime();
        }
        if (executing) {
            counters.begin();
            push.begin();
        }
        RunFigures known = figures.apply(runId);
        if (known.everyone()) {
            push.begin();
            of(mode).started(known.lastSuccess());
        }
    }

    @Override
    public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
        counters.deleted(table, rows, took);
    }

    @Override
    public void chunkDetached(UUID runId, String table, long rows, Duration took) {
        counters.detached(rows, took);
    }

    @Override
    public void chunkRetried(UUID runId, String table, String sqlState) {
        counters.retried(sqlState);
    }

    @Override
    public void waited(UUID runId, WaitReason reason, String why, Duration more) {
        counters.waited(reason, more);
    }

    @Override
    public void stepFinished(UUID runId, String step, int batch, Duration took) {
        if (executing) {
            counters.stepTook(step, took);
        }
    }

    @Override
    public void organizationFinished(UUID runId, OrganizationStatus status) {
        if (executing) {
            counters.organization(status);
        }
    }

    /** The time of the night goes on. */
    @Override
    public void interludeBegan(UUID night) {
        aside = true;
    }

    @Override
    public void interludeEnded(UUID night) {
        aside = false;
    }

    @Override
    public void headReached(SignedHead head) {
        ledger.reached(head);
    }

    @Override
    public void runFinished(RunSummary run) {
        RunFigures known = figures.apply(run.runId());
        if (known.everyone()) {
            Duration worked = Duration.ofNanos(System.nanoTime() - startedNanos);
            of(run.mode()).finished(run, worked, known.candidates(), known.lastSuccess());
        }
        if (run.mode() == Mode.EXECUTE) {
            standing(known);
        }
    }

    private void standing(RunFigures known) {
        gauges.set(
                MetricNames.OVERDUE,
                "Organizations that were due in the last night, are not held, and are still there.",
                (double) known.overdue());
        Instant oldest = known.oldestDue();
        gauges.seconds(
                MetricNames.OLDEST_DUE,
                "Since when the first of the overdue organizations is due; 0 if there is none.",
                oldest == null ? 0 : oldest.toEpochMilli() / 1e3);
        gauges.set(
                MetricNames.FAILING_REPEATEDLY, "Organizations that failed in each of the last three nights.", (double)
                        known.failingRepeatedly());
    }
}
