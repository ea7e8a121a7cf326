package dev.orgpurge.http;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.problem.Problem;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/** An answer that is not what was asked for. */
final class Refusal extends RuntimeException {

    private final HttpStatus status;
    private final String code;
    private final transient List<Reason> reasons;
    private final transient HttpHeaders headers;

    private Refusal(HttpStatus status, String code, String detail, List<Reason> reasons, HttpHeaders headers) {
        super(detail, null, false, false);
        this.status = status;
        this.code = code;
        this.reasons = List.copyOf(reasons);
        this.headers = headers;
    }

    static Refusal of(HttpStatus status, String code, String detail) {
        return new Refusal(status, code, detail, List.of(), new HttpHeaders());
    }

    /** The same answer with these headers. */
    Refusal with(HttpHeaders more) {
        return new Refusal(status, code, detail(), reasons, more);
    }

    static Refusal badRequest(String code, String detail) {
        return of(HttpStatus.BAD_REQUEST, code, detail);
    }

    /** Why the deletion of an organization was refused. "Still has dependents" alone is what the caller can lift by force. */
    static Refusal blocked(String organization, boolean force, List<Reason> reasons) {
        boolean dependents = !force
                && !reasons.isEmpty()
                && reasons.stream().allMatch(reason -> reason.code() == ReasonCode.STILL_HAS_DEPENDENTS);
        return new Refusal(
                dependents ? HttpStatus.BAD_REQUEST : HttpStatus.CONFLICT,
                reasons.isEmpty() ? "REFUSED" : reasons.get(0).code().name(),
                "organization " + organization + " is not deleted: " + why(reasons)
                        + (dependents ? "; force=true lifts this" : ""),
                reasons,
                new HttpHeaders());
    }

    /** What came up after the deletion had begun; there is some. */
    static Refusal broken(String organization, List<Reason> reasons) {
        return new Refusal(
                HttpStatus.CONFLICT,
                reasons.get(0).code().name(),
                "the deletion of organization " + organization + " began and does not go on: " + why(reasons),
                reasons,
                new HttpHeaders());
    }

    private static String why(List<Reason> reasons) {
        return reasons.stream()
                .map(reason -> reason.code()
                        + (reason.table() == null ? "" : " " + reason.table())
                        + (reason.detail().isBlank() ? "" : ": " + reason.detail()))
                .collect(Collectors.joining("; "));
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

    HttpHeaders headers() {
        return headers;
    }
}
