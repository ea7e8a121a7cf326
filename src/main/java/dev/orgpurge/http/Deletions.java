package dev.orgpurge.http;

import dev.orgpurge.access.ApiKey;
import dev.orgpurge.access.Decisions;
import dev.orgpurge.access.Decisions.Decision;
import dev.orgpurge.access.Permission;
import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.http.Guard.Wanted;
import dev.orgpurge.operation.Operation;
import dev.orgpurge.operation.Operation.Outcome;
import dev.orgpurge.operation.Operations;
import dev.orgpurge.operation.Submission;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.PurgeRuns;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.context.request.async.DeferredResult;

/** A deletion on its way from a request to an operation, and back to an answer. */
final class Deletions {

    private static final String RETRY_SECONDS = "2";

    private final Sites sites;
    private final Guard guard;
    private final Operations operations;
    private final PurgeRuns runs;
    private final Decisions decisions;
    private final OperationBody bodies;
    private final Waiting waiting;
    private final HttpSettings settings;

    Deletions(
            Sites sites,
            Guard guard,
            Operations operations,
            PurgeRuns runs,
            Decisions decisions,
            OperationBody bodies,
            Waiting waiting,
            HttpSettings settings) {
        this.sites = sites;
        this.guard = guard;
        this.operations = operations;
        this.runs = runs;
        this.decisions = decisions;
        this.bodies = bodies;
        this.waiting = waiting;
        this.settings = settings;
    }

    /** How one API says that an organization is gone. */
    @FunctionalInterface
    interface Done extends BiFunction<OrganizationId, HttpHeaders, ResponseEntity<byte[]>> {}

    /**
     * Asks for a deletion, or its rehearsal, and awaits it for as long as the caller would.
     *
     * @param readForce whether the caller wants force; looks at the request, which is nobody's business but of those who reach the
     *     organization
     * @throws Refusal what is known to be against it already
     */
    DeferredResult<ResponseEntity<byte[]>> delete(String written, Asked asked, Predicate<Asked> readForce, Done done) {
        ApiKey caller = Caller.current();
        Operation operation = guard.change(
                new Wanted(caller, Permission.PURGE, written, Map.of()),
                id -> operation(submission(caller, id, asked, readForce)));
        return awaited(operation, asked.patience(), done);
    }

    private Submission submission(ApiKey caller, OrganizationId id, Asked asked, Predicate<Asked> readForce) {
        boolean force = readForce.test(asked);
        Mode mode = asked.dryRun() ? Mode.REHEARSAL : Mode.EXECUTE;
        String name = asked.idempotencyKey();
        return new Submission(caller, id, sites.provider(id).orElse(null), mode, force, name);
    }

    private Operation operation(Submission asked) {
        return operations
                .sameName(asked)
                .map(same -> again(asked, same))
                .orElseGet(() -> operations.named(asked, joined(asked)));
    }

    /** What was decided before is the answer, and that is a decision too. */
    private Operation again(Submission asked, Operation operation) {
        decisions.record(
                asked.key(),
                Permission.PURGE,
                asked.organization(),
                Decision.ADMITTED,
                null,
                Map.of("operation", operation.id().toString()));
        return operation;
    }

    /** The organization's operation that is under way, or is the answer already; or a new one. */
    private Operation joined(Submission asked) {
        Optional<Operation> latest = operations.latest(asked);
        if (latest.filter(last -> !last.over()).isPresent()) {
            requireForce(asked, latest.get());
            return operations.submit(asked);
        }
        Optional<Operation> gone = latest.filter(last -> last.outcome() != Outcome.SUCCEEDED)
                .flatMap(last -> operations.goOn(last, asked));
        return gone.or(() -> finished(latest, asked)).orElseGet(() -> begin(asked));
    }

    /** Who asks without force gets the answer to that, also where somebody else has asked with force. */
    private void requireForce(Submission asked, Operation underWay) {
        if (asked.force() || !underWay.force()) {
            return;
        }
        List<Reason> dependents = organization(asked.organization()).map(found -> against(found, false)).stream()
                .flatMap(List::stream)
                .filter(reason -> reason.code() == ReasonCode.STILL_HAS_DEPENDENTS)
                .toList();
        if (!dependents.isEmpty()) {
            throw Refusal.blocked(asked.organization().value(), false, dependents);
        }
    }

    /** Deleted before, and not there again: the same deletion is the answer. */
    private Optional<Operation> finished(Optional<Operation> latest, Submission asked) {
        return latest.filter(last -> asked.mode() == Mode.EXECUTE && last.outcome() == Outcome.SUCCEEDED)
                .filter(last -> organization(asked.organization()).isEmpty())
                .map(last -> again(asked, last));
    }

    private Optional<Organization> organization(OrganizationId id) {
        Organizations organizations = sites.now().organizations();
        return organizations.find(id, organizations.now());
    }

    private Operation begin(Submission asked) {
        OrganizationId id = asked.organization();
        Optional<Organization> found = organization(id);
        if (found.isEmpty() && runs.purgedIn(id).isEmpty()) {
            throw Refusal.of(HttpStatus.NOT_FOUND, "NO_SUCH_ORGANIZATION", "there is no organization " + id);
        }
        List<Reason> against =
                found.map(organization -> against(organization, asked.force())).orElse(List.of());
        if (!against.isEmpty()) {
            throw Refusal.blocked(id.value(), asked.force(), against);
        }
        return operations.submit(asked);
    }

    /** As the run would ask; it asks again. */
    private List<Reason> against(Organization organization, boolean force) {
        return Objects.requireNonNull(sites.now()
                        .constraints()
                        .validate(List.of(organization), new Lifted(force, false, true))
                        .get(organization.id()))
                .reasons();
    }

    private DeferredResult<ResponseEntity<byte[]>> awaited(
            Operation operation, Optional<Duration> preferred, Done done) {
        Duration patience = preferred
                .map(wish -> wish.compareTo(settings.longestPatience()) > 0 ? settings.longestPatience() : wish)
                .orElse(settings.patience());
        HttpHeaders headers = new HttpHeaders();
        preferred.ifPresent(wish -> headers.set("Preference-Applied", "wait=" + patience.toSeconds()));
        return waiting.await(operation, patience, known -> answer(known, headers, done));
    }

    private ResponseEntity<byte[]> answer(Operation operation, HttpHeaders headers, Done done) {
        headers.set(HttpHeaders.LOCATION, OperationBody.path(operation));
        Outcome outcome = operation.outcome();
        if (outcome == null) {
            headers.set(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
            return Answers.json(HttpStatus.ACCEPTED, headers, bodies.of(operation));
        }
        if (outcome != Outcome.SUCCEEDED) {
            throw ended(operation, outcome).with(headers);
        }
        return operation.mode() == Mode.EXECUTE
                ? done.apply(operation.organization(), headers)
                : Answers.json(HttpStatus.OK, headers, bodies.of(operation));
    }

    /** How an operation that did not succeed is told. */
    private static Refusal ended(Operation operation, Outcome outcome) {
        String id = operation.organization().value();
        List<Reason> reasons = operation.reasons();
        return switch (outcome) {
            case REFUSED ->
                reasons.isEmpty()
                        ? told(HttpStatus.CONFLICT, operation)
                        : Refusal.blocked(id, operation.force(), reasons);
            case FROZEN, STOPPED ->
                reasons.isEmpty() ? told(HttpStatus.CONFLICT, operation) : Refusal.broken(id, reasons);
            case NOT_FOUND -> told(HttpStatus.NOT_FOUND, operation);
            case FAILED, SUCCEEDED -> told(HttpStatus.INTERNAL_SERVER_ERROR, operation);
        };
    }

    private static Refusal told(HttpStatus status, Operation operation) {
        return Refusal.of(
                status,
                Objects.requireNonNullElse(operation.code(), status.name()),
                Objects.requireNonNullElse(
                        operation.detail(), "the deletion did not end well; look at " + OperationBody.path(operation)));
    }
}
