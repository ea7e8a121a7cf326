package dev.orgpurge.http;

import dev.orgpurge.access.Decisions;
import dev.orgpurge.access.Decisions.Decision;
import dev.orgpurge.problem.Problem;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.async.AsyncRequestTimeoutException;

/** Whatever goes wrong is one sentence, in the words of the API that was asked; never a stack trace, never what a database said. */
@RestController
@RestControllerAdvice
final class ErrorAnswers {

    static final String PATH = "/error";

    private static final Logger LOG = LoggerFactory.getLogger(ErrorAnswers.class);

    private static final List<String> READS = List.of("GET", "HEAD", "OPTIONS", "TRACE");

    private final Answers answers;
    private final Decisions decisions;

    ErrorAnswers(Answers answers, Decisions decisions) {
        this.answers = answers;
        this.decisions = decisions;
    }

    @ExceptionHandler
    ResponseEntity<byte[]> failed(HttpServletRequest request, Exception failure) {
        HttpHeaders headers = new HttpHeaders();
        if (failure instanceof AsyncRequestTimeoutException) {
            return answers.error(request, Refusals.unavailable(failure), headers);
        }
        if (failure instanceof ErrorResponse told) {
            headers.putAll(told.getHeaders());
            Refusal refusal = plain(HttpStatus.valueOf(told.getStatusCode().value()));
            noEndpoint(request, refusal);
            return answers.error(request, refusal, headers);
        }
        return answers.error(request, refusal(failure), headers);
    }

    /** Whoever has a key and tries to change something where there is nothing to change, such as to release a hold, is on record. */
    private void noEndpoint(HttpServletRequest request, Refusal refusal) {
        if (refusal.status().is4xxClientError()
                && !READS.contains(request.getMethod())
                && SecurityContextHolder.getContext().getAuthentication() instanceof Caller caller) {
            decisions.record(caller.key(), null, null, Decision.REFUSED, refusal.code(), Map.of());
        }
    }

    private static Refusal refusal(Exception failure) {
        if (failure instanceof Refusal refusal) {
            return refusal;
        }
        if (failure instanceof Problem problem && problem.kind() != Problem.Kind.UNEXPECTED) {
            return Refusal.of(problem);
        }
        if (Refusals.databaseIsBusy(failure)) {
            return Refusals.busy();
        }
        if (Refusals.databaseIsAway(failure)) {
            return Refusals.unavailable(failure);
        }
        LOG.error("a request failed", failure);
        if (Refusals.privilegeIsMissing(failure)) {
            return Refusal.of(
                    HttpStatus.INTERNAL_SERVER_ERROR,
                    Refusals.MISSING_PRIVILEGE,
                    "the server's database role may not do this; somebody has to grant it, or do it by a command");
        }
        return plain(HttpStatus.INTERNAL_SERVER_ERROR);
    }

    static Refusal plain(int code) {
        HttpStatus status = HttpStatus.resolve(code);
        return plain(status == null ? HttpStatus.INTERNAL_SERVER_ERROR : status);
    }

    private static Refusal plain(HttpStatus status) {
        if (status == HttpStatus.REQUEST_TIMEOUT) {
            return Refusal.of(status, status.name(), "the body did not arrive in time; nothing was done, ask again");
        }
        return Refusal.of(
                status,
                status.name(),
                status.is5xxServerError() && status != HttpStatus.NOT_IMPLEMENTED
                        ? "unexpected error; it is safe to ask again"
                        : status.getReasonPhrase().toLowerCase(Locale.ROOT));
    }

    /** Where Tomcat and the firewall send what they refuse. */
    @RequestMapping(PATH)
    ResponseEntity<byte[]> page(HttpServletRequest request) {
        Object code = Objects.requireNonNullElse(
                request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE), HttpStatus.NOT_FOUND.value());
        return answers.error(request, Bodies.late(request) ? plain(HttpStatus.REQUEST_TIMEOUT) : plain((Integer) code));
    }
}
