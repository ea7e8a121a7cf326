package dev.orgpurge.operation;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.operation.Operation.Outcome;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.OrganizationOutcome;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeOutcome;
import dev.orgpurge.purge.PurgeRequest;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.purge.RunStatus;
import dev.orgpurge.purge.RunSummary;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes runs of what is queued: everything that waits goes in the next one. What a process that died had taken up is gone on
 * with first, under the same request id, so that it is the same run. While somebody else's run is at work it waits.
 */
public final class QueueWorker {

    private static final Logger LOG = LoggerFactory.getLogger(QueueWorker.class);

    /** They fit one batch of the engine, and one page of its selection. */
    private static final int MOST = 500;

    private static final Duration LOOK = Duration.ofSeconds(1);

    private final OperationStore store;
    private final Operations operations;
    private final PurgeRuns runs;
    private final Ledger ledger;
    private final StopHeard stop;
    private final ObjectProvider<OperationListener> listeners;
    private final TransactionTemplate transaction;
    private volatile boolean closing;

    QueueWorker(
            OperationStore store,
            Operations operations,
            PurgeRuns runs,
            Ledger ledger,
            StopHeard stop,
            ObjectProvider<OperationListener> listeners,
            TransactionTemplate transaction) {
        this.store = store;
        this.operations = operations;
        this.runs = runs;
        this.ledger = ledger;
        this.stop = stop;
        this.listeners = listeners;
        this.transaction = transaction;
    }

    /**
     * Works until the process is asked to stop.
     *
     * @return true if a run was left to be gone on with
     */
    public boolean work() throws InterruptedException {
        while (!ending()) {
            boolean something = attemptRound();
            if (!something && !ending()) {
                operations.work().tryAcquire(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                operations.work().drainPermits();
            }
        }
        return stop.heard();
    }

    private boolean ending() {
        return closing || stop.heard();
    }

    /** Takes up no more, and lets nobody wait any longer. */
    public void close() {
        closing = true;
        operations.work().release();
        operations.tellAllAsTheyStand();
    }

    /** Looks who waits for an operation that is over, here or in another process. */
    public void tell() {
        try {
            operations.tell();
        } catch (RuntimeException e) {
            LOG.warn("operations cannot be looked up now", e);
        }
    }

    private boolean attemptRound() {
        try {
            return round();
        } catch (RuntimeException e) {
            LOG.warn("the queue cannot be worked on now; it is tried again", e);
            return false;
        }
    }

    /** What was taken up before, then what waits; false if there is nothing that can be done now. */
    private boolean round() {
        boolean something = false;
        for (String request : store.unsettled()) {
            something |= !ending() && carryOut(request);
        }
        Set<String> cannot = new HashSet<>();
        while (!ending() && cannot.size() < 4) {
            String request = "api-" + UUID.randomUUID();
            List<Operation> taken = take(request, cannot);
            if (taken.isEmpty()) {
                return something;
            }
            if (carryOut(request)) {
                something = true;
            } else {
                cannot.add(taken.get(0).mode() + "/" + taken.get(0).force());
            }
        }
        return something;
    }

    private List<Operation> take(String request, Set<String> without) {
        List<Operation> taken = transaction.execute(status -> {
            if (store.take(request, without, MOST) == 0) {
                return List.<Operation>of();
            }
            List<Operation> mine = store.taken(request);
            ledger.append(new Draft(
                    EntryKind.OPERATIONS_TAKEN,
                    null,
                    null,
                    Map.of(
                            "request_id",
                            request,
                            "operations",
                            mine.stream().map(one -> one.id().toString()).toList())));
            return mine;
        });
        return taken == null ? List.of() : taken;
    }

    /** False if it has to wait. */
    private boolean carryOut(String request) {
        List<Operation> asked = store.taken(request);
        if (asked.isEmpty()) {
            return true;
        }
        Operation first = asked.get(0);
        PurgeRequest purge =
                PurgeRequest.named(first.mode(), names(request, asked), new Lifted(first.force(), false), request);
        try {
            return settle(request, asked, runs.run(purge));
        } catch (Problem problem) {
            return settle(request, asked, problem);
        } finally {
            operations.tell();
        }
    }

    /** A run that has begun is asked for by the names it began with, also if some of them are settled by now. */
    private List<String> names(String request, List<Operation> asked) {
        List<Operation> all = store.requested(request);
        return (all.isEmpty() ? asked : all)
                .stream().map(one -> one.organization().value()).toList();
    }

    private boolean settle(String request, List<Operation> asked, PurgeOutcome outcome) {
        RunSummary run = outcome.run();
        boolean going = outcome.only() == null;
        if (going) {
            store.runs(request, run.runId());
        }
        listeners.forEach(listener -> listener.runCarriedOut(asked.size()));
        if (run.status() == RunStatus.RUNNING) {
            return false;
        }
        Optional<Problem> problem = outcome.errors().stream().findFirst();
        if (run.status().restartable() && goesOnBySelf(run)) {
            store.waits(request, problem.map(Problem::code).orElse(run.status().name()));
            return false;
        }
        for (Operation operation : asked) {
            store.settle(operation.id(), settlement(operation, run, problem));
        }
        return true;
    }

    /** Paused, or stopped by this process's own end; not by a person, and not by an error that would only come again. */
    private boolean goesOnBySelf(RunSummary run) {
        return switch (run.status()) {
            case PAUSED, INTERRUPTED -> true;
            case STOPPED -> ending() && !runs.stoppedByPerson(run.runId());
            default -> false;
        };
    }

    private Settlement settlement(Operation operation, RunSummary run, Optional<Problem> problem) {
        Optional<OrganizationOutcome> found = runs.organization(run.runId(), operation.organization());
        if (found.isEmpty()) {
            return absent(operation, run, problem);
        }
        if (found.get().status() == OrganizationStatus.PENDING && run.status() == RunStatus.STOPPED) {
            return Settlement.failed(
                    Outcome.STOPPED,
                    run.runId(),
                    "STOPPED",
                    "somebody stopped run " + run.runId() + "; asked for again, the deletion goes on");
        }
        return Settlement.of(
                run.runId(),
                found.get(),
                problem.or(() -> runs.problem(run.runId())).orElse(null));
    }

    private Settlement absent(Operation operation, RunSummary run, Optional<Problem> problem) {
        if (problem.isPresent()) {
            return of(problem.get(), run.runId());
        }
        return runs.purgedIn(operation.organization())
                .map(Settlement::gone)
                .orElseGet(() -> Settlement.failed(
                        Outcome.NOT_FOUND,
                        run.runId(),
                        "NO_SUCH_ORGANIZATION",
                        "there is no organization " + operation.organization() + " and none was purged"));
    }

    /** It ended before a run was recorded, or before an earlier one could go on. */
    private boolean settle(String request, List<Operation> asked, Problem problem) {
        switch (problem.kind()) {
            case LOCKED, STOPPED -> {
                if (runs.requestedAs(request).isPresent()) {
                    store.waits(request, problem.code());
                } else {
                    store.putBack(request, problem.code());
                }
                return false;
            }
            case UNEXPECTED -> {
                LOG.warn("the queue's run did not begin: {}", problem.code());
                store.waits(request, problem.code());
                return false;
            }
            default -> {
                asked.forEach(operation -> store.settle(operation.id(), of(problem, null)));
                return true;
            }
        }
    }

    private static Settlement of(Problem problem, @Nullable UUID runId) {
        Outcome outcome =
                switch (problem.kind()) {
                    case NOT_FOUND -> Outcome.NOT_FOUND;
                    case REFUSED, DRIFT, LOCKED -> Outcome.REFUSED;
                    case STOPPED -> Outcome.STOPPED;
                    case USAGE, UNEXPECTED -> Outcome.FAILED;
                };
        return Settlement.failed(outcome, runId, problem);
    }
}
