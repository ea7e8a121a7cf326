package dev.orgpurge.http;

import dev.orgpurge.access.ApiKey;
import dev.orgpurge.access.Decisions;
import dev.orgpurge.access.Decisions.Decision;
import dev.orgpurge.access.Permission;
import dev.orgpurge.organization.SqlFailure;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.transaction.TransactionException;

/** What the filters answer before a request gets to an endpoint. */
final class Refusals implements AuthenticationEntryPoint, AccessDeniedHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);

    static final String MISSING_PRIVILEGE = "MISSING_PRIVILEGE";

    /** insufficient_privilege */
    private static final String DENIED = "42501";

    /** query_canceled: what our own statement_timeout makes of a statement; lock_not_available */
    private static final Set<String> TOOK_TOO_LONG = Set.of("57014", "55P03");

    private final Answers answers;
    private final Decisions decisions;

    Refusals(Answers answers, Decisions decisions) {
        this.answers = answers;
        this.decisions = decisions;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws IOException {
        answers.write(
                request,
                response,
                Refusal.of(
                        HttpStatus.UNAUTHORIZED,
                        "NOT_AUTHENTICATED",
                        "no valid key: send one in x-APIKey, or as Authorization: Bearer"));
    }

    /** The key is known, and its role does not allow this. */
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException denied)
            throws IOException {
        if (SecurityContextHolder.getContext().getAuthentication() instanceof Caller caller) {
            decisions.record(
                    caller.key(),
                    Guard.needed(request.getMethod(), request.getRequestURI()).orElse(null),
                    null,
                    Decision.DENIED,
                    "ROLE",
                    Map.of());
        }
        answers.write(request, response, forbidden());
    }

    static Refusal forbidden() {
        return Refusal.of(HttpStatus.FORBIDDEN, "NOT_ALLOWED", "this key is not allowed to do that");
    }

    void tooMany(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answers.write(
                request, response, Refusal.of(HttpStatus.TOO_MANY_REQUESTS, "TOO_MANY_REQUESTS", "ask less often"));
    }

    void unavailable(HttpServletRequest request, HttpServletResponse response, RuntimeException failure)
            throws IOException {
        answers.write(request, response, databaseIsBusy(failure) ? busy() : unavailable(failure));
    }

    /** It answers, and somebody else holds what was asked for. */
    static boolean databaseIsBusy(Exception failure) {
        return SqlFailure.of(failure)
                .map(SqlFailure::sqlState)
                .filter(TOOK_TOO_LONG::contains)
                .isPresent();
    }

    static Refusal busy() {
        return Refusal.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "DATABASE_BUSY",
                "the database took too long, mostly because something else holds a lock; nothing was done, ask again");
    }

    /** What passes by itself; anything else that a database says is a failure of ours. */
    static boolean databaseIsAway(Exception failure) {
        return failure instanceof DataAccessResourceFailureException
                || failure instanceof TransientDataAccessException
                || failure instanceof RecoverableDataAccessException
                || failure instanceof TransactionException;
    }

    static boolean privilegeIsMissing(Exception failure) {
        return SqlFailure.of(failure)
                .map(SqlFailure::sqlState)
                .filter(DENIED::equals)
                .isPresent();
    }

    /** Told in a line: as long as it is away, every request comes here. */
    static Refusal unavailable(Exception failure) {
        LOG.warn("the database does not answer: {}", failure.getClass().getSimpleName());
        LOG.debug("a request could not be looked at", failure);
        return Refusal.of(
                HttpStatus.SERVICE_UNAVAILABLE,
                "DATABASE_UNAVAILABLE",
                "the database does not answer; nothing is lost, ask again");
    }

    /** A key that was revoked or has expired: its owner is told no more than a stranger, the ledger is. */
    void unusable(ApiKey key) {
        decisions.record(
                key, Permission.READ, null, Decision.DENIED, key.state().toUpperCase(Locale.ROOT), Map.of());
    }
}
