package dev.orgpurge.purge;

import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Lets the engine carry a run out, and writes down how it ended: whatever happened, there is a status and an exit code. */
@Component
final class RunConduct {

    private final RunEngine engine;
    private final RunStore runs;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final Ledger ledger;
    private final Evidence evidence;
    private final TransactionTemplate transaction;
    private final Announcer announcer;

    RunConduct(
            RunEngine engine,
            RunStore runs,
            BatchStore batches,
            OrganizationStore organizations,
            Ledger ledger,
            Evidence evidence,
            TransactionTemplate transaction,
            Announcer announcer) {
        this.engine = engine;
        this.runs = runs;
        this.batches = batches;
        this.organizations = organizations;
        this.ledger = ledger;
        this.evidence = evidence;
        this.transaction = transaction;
        this.announcer = announcer;
    }

    PurgeOutcome carryOut(RunContext context) {
        Run run = context.run();
        announcer.runStarted(run.id(), run.mode());
        Problem problem = null;
        RunStatus status;
        try {
            engine.carryOut(context);
            status = finalStatus(run);
        } catch (StoppedException e) {
            status = e.status();
            problem = Problem.stopped(status.name(), e.getMessage() + "; go on with: restart --run-id " + run.id());
        } catch (Problem e) {
            status = e.kind() == Problem.Kind.REFUSED ? RunStatus.REFUSED : RunStatus.FAILED;
            problem = e;
        } catch (RuntimeException e) {
            status = RunStatus.FAILED;
            problem = unexpected(run, e);
        }
        return end(context, status, problem);
    }

    private static Problem unexpected(Run run, RuntimeException e) {
        SqlFailure failure = SqlFailure.of(e);
        String what = failure.sqlState().isEmpty()
                ? "failed with " + e.getClass().getName()
                : "failed with SQLSTATE " + failure.sqlState();
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
        transaction.executeWithoutResult(tx -> {
            if (!runs.end(run, status, problem)) {
                return;
            }
            if (run.executes()) {
                long rows = runs.summary(run.id()).orElseThrow().rows();
                ledger.append(evidence.finished(run, status, rows, counts(run)));
            } else {
                batches.dropKeyTables(run.id());
            }
        });
        RunSummary summary = runs.summary(run.id()).orElseThrow();
        announcer.runFinished(summary);
        ExitCode exit = problem == null ? exit(status) : ExitCode.of(problem.kind());
        return new PurgeOutcome(summary, List.of(), problem == null ? List.of() : List.of(problem), exit);
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
