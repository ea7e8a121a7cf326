package dev.orgpurge.purge;

import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.Seals;
import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets the engine carry a run out, and writes down how it ended: whatever happened, there is a status and an exit code. */
@Component
final class RunConduct {

    /** A server that goes away once more each time is perhaps brought down by the run itself. */
    private static final int MAX_OUTAGES = 5;

    private final RunEngine engine;
    private final RunStore runs;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final Ledger ledger;
    private final Seals seals;
    private final RunEvidence evidence;
    private final TransactionTemplate transaction;
    private final Announcer announcer;
    private final Outage outage;
    private final PaceStore paces;
    private final Turns turns;
    private final Maintenance maintenance;

    RunConduct(
            RunEngine engine,
            RunStore runs,
            BatchStore batches,
            OrganizationStore organizations,
            Ledger ledger,
            Seals seals,
            RunEvidence evidence,
            TransactionTemplate transaction,
            Announcer announcer,
            Outage outage,
            PaceStore paces,
            Turns turns,
            Maintenance maintenance) {
        this.engine = engine;
        this.runs = runs;
        this.batches = batches;
        this.organizations = organizations;
        this.ledger = ledger;
        this.seals = seals;
        this.evidence = evidence;
        this.transaction = transaction;
        this.announcer = announcer;
        this.outage = outage;
        this.paces = paces;
        this.turns = turns;
        this.maintenance = maintenance;
    }

    PurgeOutcome carryOut(RunContext context) {
        Run run = context.run();
        announcer.runStarted(run.id(), run.mode());
        Ending ending = attempt(context);
        for (int outages = 1; outages <= MAX_OUTAGES && ending.serverGone(); outages++) {
            ending = attemptAgain(context, ending);
        }
        PurgeOutcome outcome = end(context, ending.status(), ending.problem());
        maintenance.after(context, ending.status());
        return outcome;
    }

    private Ending attemptAgain(RunContext context, Ending before) {
        try {
            return outage.over(context.run(), context.settings().patience())
                    .map(run -> attempt(context.with(run)))
                    .orElse(new Ending(before.status(), before.problem(), false));
        } catch (Problem e) {
            return new Ending(RunStatus.FAILED, e, false);
        }
    }

    /** How a run ended, or why it has to wait. */
    private record Ending(RunStatus status, @Nullable Problem problem, boolean serverGone) {}

    private Ending attempt(RunContext context) {
        Run run = context.run();
        try {
            engine.carryOut(context);
            return new Ending(finalStatus(run), null, false);
        } catch (StoppedException e) {
            return stopped(run, e.status(), e.code(), e.getMessage());
        } catch (Problem e) {
            RunStatus status = e.kind() == Problem.Kind.REFUSED ? RunStatus.REFUSED : RunStatus.FAILED;
            return new Ending(status, e, false);
        } catch (RuntimeException e) {
            return failed(run, e);
        }
    }

    /** Who was taken over meets that first in Spring Batch's metadata, perhaps: the successor settled them. */
    private Ending failed(Run run, RuntimeException e) {
        SqlFailure failure = SqlFailure.of(e);
        if (failure.cancelled()) {
            return stopped(run, RunStatus.STOPPED, RunStatus.STOPPED.name(), ChunkLoop.CANCELLED);
        }
        boolean takenOver =
                failure.sqlState().isEmpty() && runs.require(run.id()).epoch() != run.epoch();
        Problem problem = takenOver ? RunStore.takenOver(run) : unexpected(run, failure, e);
        return new Ending(RunStatus.FAILED, problem, failure.serverGone());
    }

    private static Ending stopped(Run run, RunStatus status, String code, @Nullable String why) {
        Problem problem = Problem.stopped(code, why + "; go on with: restart --run-id " + run.id());
        return new Ending(status, problem, false);
    }

    private static Problem unexpected(Run run, SqlFailure failure, RuntimeException e) {
        String what = failure.sqlState().isEmpty()
                ? "failed with " + e.getClass().getName()
                : "failed with SQLSTATE " + failure.sqlState() + failure.meaning();
        return Problem.unexpected(
                "RUN_FAILED",
                "run " + run.id() + " " + what + "; what was committed stands: restart --run-id " + run.id(),
                e);
    }

    private RunStatus finalStatus(Run run) {
        if (organizations.count(run.id(), OrganizationStore.FAILED) > 0
                || organizations.count(run.id(), OrganizationStore.FROZEN) > 0) {
            return RunStatus.PARTIAL;
        }
        boolean blocked = organizations.count(run.id(), OrganizationStore.BLOCKED) > 0;
        if (run.organization() != null && blocked) {
            return RunStatus.REFUSED;
        }
        boolean any = runs.summary(run.id()).orElseThrow().organizations() > 0;
        return any ? RunStatus.COMPLETE : RunStatus.NOTHING_TO_DO;
    }

    private PurgeOutcome end(RunContext context, RunStatus status, @Nullable Problem problem) {
        Run run = context.run();
        Optional<SignedHead> head =
                Objects.requireNonNull(transaction.execute(tx -> writeEnd(context, status, problem)));
        head.ifPresent(seals::keep);
        head.ifPresent(announcer::headReached);
        RunSummary summary = runs.summary(run.id()).orElseThrow();
        announcer.runFinished(summary);
        ExitCode exit = problem == null ? exit(status) : ExitCode.of(problem.kind());
        return new PurgeOutcome(
                summary, List.of(), problem == null ? List.of() : List.of(problem), exit, head.orElse(null), null);
    }

    private Optional<SignedHead> writeEnd(RunContext context, RunStatus status, @Nullable Problem problem) {
        Run run = context.run();
        if (!runs.end(run, status, problem)) {
            return Optional.empty();
        }
        if (problem != null && Night.isOver(problem.code())) {
            turns.deferTheRest(run, "its turn did not come: " + problem.code());
        }
        if (!run.executes()) {
            batches.giveUp(run.id());
            return Optional.empty();
        }
        long rows = runs.summary(run.id()).orElseThrow().rows();
        String error = problem == null ? null : problem.code();
        ledger.append(evidence.finished(
                run, status, error, rows, counts(run), context.retries(), paces.waitedMillis(run.id())));
        return Optional.of(seals.seal());
    }

    private Map<String, Long> counts(Run run) {
        Map<String, Long> counts = new LinkedHashMap<>();
        for (String status : List.of(
                OrganizationStore.PURGED,
                OrganizationStore.BLOCKED,
                OrganizationStore.FAILED,
                OrganizationStore.FROZEN,
                OrganizationStore.DEFERRED)) {
            counts.put(status, organizations.count(run.id(), status));
        }
        counts.put(
                "unfinished",
                Stream.of(OrganizationStore.PENDING, OrganizationStore.CLAIMED, OrganizationStore.DELETED)
                        .mapToLong(status -> organizations.count(run.id(), status))
                        .sum());
        return counts;
    }

    static ExitCode exit(RunStatus status) {
        return switch (status) {
            case COMPLETE, NOTHING_TO_DO, RUNNING -> ExitCode.DONE;
            case REFUSED -> ExitCode.REFUSED;
            case PARTIAL -> ExitCode.PARTIAL;
            case STOPPED, PAUSED -> ExitCode.STOPPED;
            case FAILED, INTERRUPTED -> ExitCode.UNEXPECTED;
        };
    }
}
