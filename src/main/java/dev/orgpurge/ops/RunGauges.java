package dev.orgpurge.ops;

import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.purge.RunFigures.Candidates;
import dev.orgpurge.purge.RunStatus;
import dev.orgpurge.purge.RunSummary;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the last run of a kind stands. */
final class RunGauges {

    /** A process that died cannot report it. */
    private static final Set<RunStatus> REPORTED = EnumSet.complementOf(EnumSet.of(RunStatus.INTERRUPTED));

    /** What refuses a night before its first delete because there is more to it than usual, or because nobody approved it. */
    private static final List<String> GUARDS =
            List.of("TOO_MANY_CANDIDATES", "TOO_MANY_ROWS", "UNUSUAL_NIGHT", "PLAN_REQUIRED", "NOT_APPROVED");

    private static final String ELIGIBLE = "eligible";
    private static final String BLOCKED = "blocked";

    private final Gauges gauges;
    private final RunNames names;

    RunGauges(Gauges gauges, RunNames names) {
        this.gauges = gauges;
        this.names = names;
    }

    void attempted(Instant when) {
        gauges.timestamp(names.attempt(), "When a " + names.noun() + " was asked for last.", when);
    }

    void attemptEnded(ExitCode exit, List<String> codes) {
        gauges.set(
                names.exit(),
                "How the last " + names.noun() + " that was asked for ended: its exit code.",
                exit.code());
        for (String guard : GUARDS) {
            gauges.set(
                    names.refused(),
                    "1 if the last " + names.noun() + " was refused by this guard.",
                    codes.contains(guard) ? 1 : 0,
                    MetricNames.TAG_CODE,
                    guard.toLowerCase(Locale.ROOT));
        }
    }

    /** @param lastSuccess of an earlier one: a gateway that lost its memory learns it again */
    void started(@Nullable Instant lastSuccess) {
        status(RunStatus.RUNNING);
        success(lastSuccess);
    }

    void finished(RunSummary run, Duration worked, List<Candidates> candidates, @Nullable Instant lastSuccess) {
        String last = "the last " + names.noun();
        status(run.status());
        gauges.timestamp(names.start(), "When " + last + " started.", run.startedAt());
        gauges.timestamp(names.finish(), "When " + last + " ended.", run.finishedAt());
        gauges.seconds(names.duration(), "How long this process worked on " + last + ".", worked.toNanos() / 1e9);
        gauges.set(names.rows(), "Rows that " + last + " deleted; a rehearsal: would delete.", (double) run.rows());
        gauges.set(names.organizations(), "Candidates that " + last + " looked at.", (double) run.organizations());
        candidates(candidates);
        success(lastSuccess);
    }

    private void success(@Nullable Instant last) {
        gauges.timestamp(
                names.success(),
                "When the last " + names.noun() + " ended that left nothing undone and nothing failed.",
                last);
    }

    private void status(RunStatus current) {
        for (RunStatus status : REPORTED) {
            gauges.set(
                    names.status(),
                    "1 for the status of the last " + names.noun() + ", 0 for every other.",
                    status == current ? 1 : 0,
                    MetricNames.TAG_STATUS,
                    status.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Every reason that there is, because a push does not take away the series of a reason that nobody has any more. */
    private void candidates(List<Candidates> candidates) {
        Map<String, Long> blocked = new LinkedHashMap<>();
        for (ReasonCode code : ReasonCode.values()) {
            blocked.put(code.name(), 0L);
        }
        long eligible = 0;
        for (Candidates some : candidates) {
            if (some.eligible()) {
                eligible += some.organizations();
            } else {
                blocked.merge(String.valueOf(some.reason()), some.organizations(), Long::sum);
            }
        }
        candidates(ELIGIBLE, "none", eligible);
        blocked.forEach((reason, count) -> candidates(BLOCKED, reason.toLowerCase(Locale.ROOT), count));
    }

    private void candidates(String verdict, String reason, long count) {
        gauges.set(
                names.candidates(),
                "Candidates of the last " + names.noun() + " by verdict and, of blocked ones, by their first reason.",
                (double) count,
                MetricNames.TAG_VERDICT,
                verdict,
                MetricNames.TAG_REASON,
                reason);
    }
}
