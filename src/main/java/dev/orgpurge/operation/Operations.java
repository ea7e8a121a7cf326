package dev.orgpurge.operation;

import dev.orgpurge.access.Decisions;
import dev.orgpurge.access.Decisions.Decision;
import dev.orgpurge.access.Permission;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationStatus;
import dev.orgpurge.purge.PurgeRuns;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionTemplate;

/** Takes requests for deletions in, and tells what became of them. They are kept in the database: a crash loses none. */
public final class Operations {

    private final OperationStore store;
    private final PurgeRuns runs;
    private final Decisions decisions;
    private final TransactionTemplate transaction;
    private final Semaphore work = new Semaphore(0);
    private final Map<UUID, CompletableFuture<Operation>> awaited = new ConcurrentHashMap<>();

    Operations(OperationStore store, PurgeRuns runs, Decisions decisions, TransactionTemplate transaction) {
        this.store = store;
        this.runs = runs;
        this.decisions = decisions;
        this.transaction = transaction;
    }

    /**
     * Queues a deletion or a rehearsal. One that is under way for the same organization and mode is the answer to every further
     * request for it; a deletion that waits without force gets it, if somebody asks with force.
     *
     * @throws Problem refused, if the caller used the same idempotency key for something else
     */
    public Operation submit(Submission asked) {
        Operation operation = Objects.requireNonNull(transaction.execute(status -> {
            Operation known = named(asked, store.insert(asked).orElseGet(() -> underWay(asked)));
            store.askedBy(known.id(), asked.key().id());
            if (asked.force() && !known.force()) {
                store.force(known.id());
            }
            admitted(asked, known);
            return known;
        }));
        work.release();
        return operation;
    }

    /** The organization may have another provider than when it was asked for first; that one may ask when it is gone. */
    private void admitted(Submission asked, Operation operation) {
        Map<String, @Nullable Object> facts = new LinkedHashMap<>();
        facts.put("operation", operation.id().toString());
        facts.put("mode", asked.mode().name().toLowerCase(Locale.ROOT));
        facts.put("force", asked.force());
        decisions.record(asked.key(), Permission.PURGE, asked.organization(), Decision.ADMITTED, null, facts);
        if (asked.provider() != null) {
            store.belongs(operation.id(), asked.provider());
        }
    }

    /** Two requests in the same moment: the other one's row is there as soon as ours could not be written. */
    private Operation underWay(Submission asked) {
        return latest(asked).orElseThrow();
    }

    /**
     * The operation that the caller already asked for under this name.
     *
     * @throws Problem refused, if that was for something else
     */
    public Optional<Operation> sameName(Submission asked) {
        String name = asked.idempotencyKey();
        return name == null
                ? Optional.empty()
                : store.named(asked.key().id(), name).map(before -> same(asked, before));
    }

    private Operation same(Submission asked, OperationStore.Named before) {
        Operation known = store.find(before.operationId()).orElseThrow();
        if (known.organization().equals(asked.organization())
                && known.mode() == asked.mode()
                && before.force() == asked.force()) {
            return known;
        }
        throw Problem.refused(
                "IDEMPOTENCY_KEY_REUSED",
                "this Idempotency-Key belongs to a request for something else; choose another one");
    }

    /**
     * From now on the caller's name, if it gave one, means this operation, whoever asked for it first.
     *
     * @return what the name means: another operation, if the caller gave the same name to another request in this moment
     * @throws Problem refused, if that was for something else
     */
    public Operation named(Submission asked, Operation operation) {
        String name = asked.idempotencyKey();
        return name == null
                        || store.name(asked.key().id(), name, new OperationStore.Named(operation.id(), asked.force()))
                ? operation
                : sameName(asked).orElse(operation);
    }

    /** The last one of the same kind, over or not: deletions are of one kind, with force or without. */
    public Optional<Operation> latest(Submission asked) {
        return store.latest(asked.organization(), asked.mode(), asked.force());
    }

    /** The last deletion of an organization, over or not. */
    public Optional<Operation> latestDeletion(OrganizationId organization) {
        return store.latest(organization, Mode.EXECUTE, /* force= */ true);
    }

    /**
     * Goes on with an operation whose run ended before its end, because somebody asks for it again: with this organization, and
     * with no other of that run.
     *
     * @return the operation, under way; empty if there is nothing to go on with
     */
    public Optional<Operation> goOn(Operation ended, Submission asked) {
        if (!unfinished(ended) || !store.resume(ended.id())) {
            return Optional.empty();
        }
        transaction.executeWithoutResult(status -> {
            store.askedBy(ended.id(), asked.key().id());
            admitted(asked, ended);
        });
        work.release();
        return store.find(ended.id());
    }

    /** Its run may go on, and has not decided about it. */
    private boolean unfinished(Operation ended) {
        UUID run = ended.runId();
        return run != null
                && runs.find(run)
                        .filter(found -> found.status().restartable())
                        .flatMap(found -> runs.organization(run, ended.organization()))
                        .filter(found -> found.status() == OrganizationStatus.PENDING)
                        .isPresent();
    }

    public Optional<Operation> find(UUID id) {
        return store.find(id);
    }

    /** Completed when the operation is over, whoever carries it out, or with how it stands when this process ends. */
    public CompletableFuture<Operation> awaited(Operation operation) {
        return operation.over()
                ? CompletableFuture.completedFuture(operation)
                : awaited.computeIfAbsent(operation.id(), id -> new CompletableFuture<>());
    }

    /** Looks which of the awaited operations are over. */
    void tell() {
        Set<UUID> waiting = new HashSet<>(awaited.keySet());
        if (!waiting.isEmpty()) {
            store.over(waiting).forEach(this::tell);
        }
    }

    private void tell(Operation over) {
        CompletableFuture<Operation> waiting = awaited.remove(over.id());
        if (waiting != null) {
            waiting.complete(over);
        }
    }

    /** This process ends: nobody is to wait for it. */
    void tellAllAsTheyStand() {
        for (UUID id : Set.copyOf(awaited.keySet())) {
            store.find(id).ifPresent(this::tell);
        }
    }

    /** Told of when there may be something to do. */
    Semaphore work() {
        return work;
    }
}
