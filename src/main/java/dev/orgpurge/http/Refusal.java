package dev.orgpurge.http;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;

/** An answer that is not what was asked for. */
final class Refusal extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final transient List<Reason> reasons;

    private Refusal(HttpStatus status, String code, String detail, List<Reason> reasons) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.reasons = List.copyOf(reasons);
    }

    static Refusal of(HttpStatus status, String code, String detail) {
        return new Refusal(status, code, detail, List.of());
    }

    static Refusal badRequest(String code, String detail) {
        return of(HttpStatus.BAD_REQUEST, code, detail);
    }

    /** Why the deletion of an organization was refused. "Still has dependents" alone is what the caller can lift by force. */
    static Refusal blocked(String organization, boolean force, List<Reason> reasons) {
        boolean dependents = !force
                && !reasons.isEmpty()
                && reasons.stream().allMatch(reason -> reason.code() == ReasonCode.STILL_HAS_DEPENDENTS);
        String why = reasons.stream()
                .map(reason -> reason.code()
                        + (reason.table() == null ? "" : " " + reason.table())
                        + (reason.detail().isBlank() ? "" : ": " + reason.detail()))
                .collect(Collectors.joining("; "));
        return new Refusal(
                dependents ? HttpStatus.BAD_REQUEST : HttpStatus.CONFLICT,
                reasons.isEmpty() ? "REFUSED" : reasons.get(0).code().name(),
                "organization " + organization + " is not deleted: " + why
                        + (dependents ? "; force=true lifts this" : ""),
                reasons);
    }

    static Refusal of(Problem problem) {
        HttpStatus status =
                switch (problem.kind()) {
                    case USAGE ->
                        problem.code().equals("INVALID_ID") ? HttpStatus.BAD_REQUEST : HttpStatus.INTERNAL_SERVER_ERROR;
                    case NOT_FOUND -> HttpStatus.NOT_FOUND;
                    case REFUSED, LOCKED, DRIFT, STOPPED -> HttpStatus.CONFLICT;
                    case UNEXPECTED -> HttpStatus.INTERNAL_SERVER_ERROR;
                };
        return of(status, problem.code(), problem.detail());
    }

    HttpStatus status() {
        return status;
    }

    String code() {
        return code;
    }

    String detail() {
        return String.valueOf(getMessage());
    }

    List<Reason> reasons() {
        return reasons;
    }
}
