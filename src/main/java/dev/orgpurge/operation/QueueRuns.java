package dev.orgpurge.operation;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.operation.Operation.Outcome;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationOutcome;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeOutcome;
import dev.orgpurge.purge.PurgeRequest;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.purge.RunStatus;
import dev.orgpurge.purge.RunSummary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes one run of operations that were taken together, and tells each of them what became of it; for whoever takes them. */
@Component
final class QueueRuns {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRuns.class);

    /** They fit one batch of the engine, and one page of its selection. */
    private static final int MOST = 500;

    private final OperationStore store;
    private final PurgeRuns runs;
    private final Ledger ledger;
    private final ObjectProvider<OperationListener> listeners;
    private final TransactionTemplate transaction;

    QueueRuns(
            OperationStore store,
            PurgeRuns runs,
            Ledger ledger,
            ObjectProvider<OperationListener> listeners,
            TransactionTemplate transaction) {
        this.store = store;
        this.runs = runs;
        this.ledger = ledger;
        this.listeners = listeners;
        this.transaction = transaction;
    }

    /**
     * Who makes the runs.
     *
     * @param runs carries out what is asked for
     * @param ending this process is asked to end: what it leaves, another one goes on with
     * @param night the run between two batches of which it is done; null: the server
     */
    record Hand(
            Function<PurgeRequest, PurgeOutcome> runs,
            BooleanSupplier ending,
            @Nullable UUID night) {}

    /** What was taken together, under the name of the run that is to come of it. */
    record Taken(String request, Mode mode, boolean force) {

        /** Those of a kind may share a run. */
        String kind() {
            return kind(mode, force);
        }

        static String kind(Mode mode, boolean force) {
            return mode + "/" + force;
        }
    }

    /**
     * Takes what waits longest, and what can go with it. A night, which holds the run lock, also takes what somebody else has
     * taken without a run's having begun: as long as it holds the lock, none can begin.
     *
     * @param without kinds that are not to be taken
     */
    Optional<Taken> take(Hand hand, Set<String> without) {
        String request = "api-" + UUID.randomUUID();
        return Objects.requireNonNull(transaction.execute(status -> {
            store.refuseRevoked().forEach(this::refusedForItsKeys);
            if (store.take(request, without, MOST, hand.night() != null) == 0) {
                return Optional.<Taken>empty();
            }
            List<Operation> mine = store.taken(request);
            ledger.append(new Draft(EntryKind.OPERATIONS_TAKEN, null, null, facts(request, mine, hand.night())));
            return mine.stream().findFirst().map(one -> new Taken(request, one.mode(), one.force()));
        }));
    }

    private void refusedForItsKeys(Operation operation) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("api_key", operation.keyId());
        facts.put("operation", operation.id().toString());
        facts.put("decision", "refused");
        facts.put("code", operation.code());
        ledger.append(new Draft(EntryKind.API_REQUEST, null, operation.organization(), facts));
    }

    private static Map<String, @Nullable Object> facts(String request, List<Operation> mine, @Nullable UUID night) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("request_id", request);
        facts.put("operations", mine.stream().map(one -> one.id().toString()).toList());
        if (night != null) {
            facts.put("between_batches_of", night.toString());
        }
        return facts;
    }

    /** Carries out what was just taken; if no run can begin now, it is put back. False if it has to wait. */
    boolean carryOut(Taken taken, Hand hand) {
        return carryOut(taken.request(), hand, true);
    }

    /** Goes on with what was taken before, perhaps by a process that died. False if it has to wait. */
    boolean goOn(String request, Hand hand) {
        return carryOut(request, hand, false);
    }

    private boolean carryOut(String request, Hand hand, boolean mine) {
        List<Operation> asked = mine ? store.taken(request) : stillWanted(request);
        if (asked.isEmpty()) {
            return true;
        }
        Operation first = asked.get(0);
        List<String> names = names(request, asked);
        List<String> leaving = new ArrayList<>(names);
        leaving.removeAll(ids(asked));
        PurgeRequest purge = PurgeRequest.named(first.mode(), names, new Lifted(first.force(), false), request)
                .leaving(leaving);
        try {
            return settle(request, asked, hand.runs().apply(purge), hand);
        } catch (Problem problem) {
            return settle(request, asked, problem, mine);
        }
    }

    /** A run that has begun is asked for by the names it began with, also if some of them are settled by now. */
    private List<String> names(String request, List<Operation> asked) {
        List<Operation> all = store.requested(request);
        return ids(all.isEmpty() ? asked : all);
    }

    private static List<String> ids(List<Operation> operations) {
        return operations.stream().map(one -> one.organization().value()).toList();
    }

    /** If a person stopped its run and a process died before it told that, only what was asked for again goes on. */
    private List<Operation> stillWanted(String request) {
        List<Operation> taken = store.taken(request);
        Optional<RunSummary> stopped = runs.requestedAs(request)
                .filter(run -> run.status() == RunStatus.STOPPED && runs.stoppedByPerson(run.runId()));
        if (stopped.isEmpty()) {
            return taken;
        }
        Set<UUID> again = store.askedAgain(request);
        settle(taken.stream().filter(one -> !again.contains(one.id())).toList(), stopped.get(), Optional.empty());
        return taken.stream().filter(one -> again.contains(one.id())).toList();
    }

    private boolean settle(String request, List<Operation> asked, PurgeOutcome outcome, Hand hand) {
        RunSummary run = outcome.run();
        boolean going = outcome.only() == null;
        if (going) {
            store.runs(request, run.runId());
            listeners.forEach(listener -> listener.runCarriedOut(asked.size()));
        }
        if (run.status() == RunStatus.RUNNING) {
            return false;
        }
        Optional<Problem> problem = outcome.errors().stream().findFirst();
        if (run.status().restartable() && goesOnBySelf(run, hand)) {
            store.waits(request, problem.map(Problem::code).orElse(run.status().name()));
            return false;
        }
        settle(asked, run, problem);
        return true;
    }

    /** All of them or, broken off, none: what is left taken is gone on with. */
    private void settle(List<Operation> asked, RunSummary run, Optional<Problem> problem) {
        transaction.executeWithoutResult(status -> {
            for (Operation operation : asked) {
                Settlement how = settlement(operation, run, problem);
                // of a run that may go on it stays a part: that is asked for by all of its names
                boolean again = how.wantsForce() && !run.status().restartable();
                if (!again || !store.againWithForce(operation.id())) {
                    store.settle(operation.id(), how);
                }
            }
        });
    }

    /** Paused, or stopped by this process's own end; not by a person, and not by an error that would only come again. */
    private boolean goesOnBySelf(RunSummary run, Hand hand) {
        return switch (run.status()) {
            case PAUSED, INTERRUPTED -> true;
            case STOPPED -> hand.ending().getAsBoolean() && !runs.stoppedByPerson(run.runId());
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
    private boolean settle(String request, List<Operation> asked, Problem problem, boolean mine) {
        switch (problem.kind()) {
            case LOCKED, STOPPED -> {
                if (!mine || !store.putBack(request, problem.code())) {
                    store.waits(request, problem.code());
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
