package dev.orgpurge.operation;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.operation.Operation.Outcome;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.OrganizationOutcome;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How an operation ended, from how its run did. */
record Settlement(
        Outcome outcome,
        @Nullable UUID runId,
        @Nullable String code,
        @Nullable String detail,
        List<Reason> reasons,
        long rows,
        @Nullable String certificateId) {

    static Settlement failed(Outcome outcome, @Nullable UUID runId, String code, String detail) {
        return new Settlement(outcome, runId, code, detail, List.of(), 0, null);
    }

    static Settlement failed(Outcome outcome, @Nullable UUID runId, Problem problem) {
        return failed(outcome, runId, problem.code(), problem.detail());
    }

    /** Purged by this run or an earlier one: nothing more to do. */
    static Settlement gone(UUID runId) {
        return new Settlement(Outcome.SUCCEEDED, runId, null, null, List.of(), 0, null);
    }

    /** @param problem what ended the run, for an organization that it did not get to */
    static Settlement of(UUID runId, OrganizationOutcome found, @Nullable Problem problem) {
        return switch (found.status()) {
            case PURGED, REHEARSED ->
                new Settlement(Outcome.SUCCEEDED, runId, null, null, List.of(), found.rows(), found.certificateId());
            case BLOCKED, DEFERRED -> told(Outcome.REFUSED, runId, found);
            case FAILED -> told(Outcome.FAILED, runId, found);
            case FROZEN -> told(Outcome.FROZEN, runId, found);
            case PENDING ->
                problem == null
                        ? told(Outcome.FAILED, runId, found)
                        : failed(
                                problem.kind() == Problem.Kind.REFUSED ? Outcome.REFUSED : Outcome.FAILED,
                                runId,
                                problem);
        };
    }

    /** Refused for nothing but what force lifts. */
    boolean wantsForce() {
        return outcome == Outcome.REFUSED
                && !reasons.isEmpty()
                && reasons.stream().allMatch(reason -> reason.code() == ReasonCode.STILL_HAS_DEPENDENTS);
    }

    private static Settlement told(Outcome outcome, UUID runId, OrganizationOutcome found) {
        String code = found.reasons().isEmpty()
                ? found.status().name()
                : found.reasons().get(0).code().name();
        return new Settlement(outcome, runId, code, null, found.reasons(), found.rows(), null);
    }
}
