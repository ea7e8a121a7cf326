package dev.orgpurge;

import dev.orgpurge.organization.SqlFailure;
import dev.orgpurge.problem.Problem;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Failures that PostgreSQL, its driver or the pool report. */
final class DatabaseFailures {

    /** Starting up or shutting down, and no connection left: the server is there, but not for us (manual, appendix A). */
    private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");
    /** Wrong password, no such role, and what the driver says when authentication or encryption cannot be agreed on. */
    private static final Set<String> NOT_YOU = Set.of("28P01", "28000", "08004");

    /** The driver's own prepared statement exists already or not at all: another session answers than the one it was made in. */
    private static final Set<String> NOT_MY_SESSION = Set.of("42P05", "26000");

    private static final Map<String, String> EXHAUSTED = Map.of(
            "53100", "its disk is full",
            "53200", "it is out of memory",
            "53400", "a limit of its configuration was met, such as temp_file_limit");

    private DatabaseFailures() {}

    static Optional<Problem> explain(List<Throwable> chain, DatabaseAddress address) {
        Optional<Problem> encryption = TlsFailures.explain(chain, address);
        if (encryption.isPresent()) {
            return encryption;
        }
        String state = sqlState(chain).orElse("");
        if (NOT_YOU.contains(state)) {
            return Optional.of(Problem.usage(
                    "AUTHENTICATION_FAILED",
                    "the database at " + address + " does not let this user in (SQLSTATE " + state
                            + "): check spring.datasource.username and spring.datasource.password, and whether"
                            + " pg_hba.conf asks for TLS or a certificate"));
        }
        if (NOT_MY_SESSION.contains(state)) {
            return Optional.of(Problem.usage(
                    "POOLER_DETECTED",
                    "the session at " + address + " is not always the same (SQLSTATE " + state
                            + "): a pooler in transaction mode is in the way; connect spring.datasource.url to PostgreSQL"
                            + " directly, or through a pooler in session mode"));
        }
        if (state.equals("3D000")) {
            return Optional.of(Problem.usage(
                    "UNKNOWN_DATABASE", "there is no database at " + address + ": check spring.datasource.url"));
        }
        if (state.equals("42501")) {
            return Optional.of(Problem.refused(
                    "MISSING_PRIVILEGE",
                    denied(chain) + " (SQLSTATE 42501): grant it, the README lists the privileges each role needs"));
        }
        if (state.equals("25006")) {
            return Optional.of(Problem.usage(
                    "DATABASE_READ_ONLY",
                    "the database at " + address + " is read-only (a standby, or default_transaction_read_only is on):"
                            + " connect to the primary, or have it made writable"));
        }
        if (state.equals("57014")) {
            return Optional.of(Problem.stopped(
                    "CANCELLED", "somebody cancelled a statement in the database; run the command again"));
        }
        if (EXHAUSTED.containsKey(state)) {
            return Optional.of(Problem.unexpected(
                    "DATABASE_ERROR",
                    "the server at " + address + " cannot go on: " + EXHAUSTED.get(state) + " (SQLSTATE " + state
                            + "); have room made there, then run the command again",
                    chain.get(0)));
        }
        return unreachable(chain, state) ? Optional.of(cannotReach(chain, state, address)) : Optional.empty();
    }

    private static boolean unreachable(List<Throwable> chain, String state) {
        return state.startsWith("08")
                || NOT_NOW.contains(state)
                || chain.stream().anyMatch(SQLTransientConnectionException.class::isInstance)
                || chain.stream().anyMatch(DatabaseFailures::neverAnswered);
    }

    /** Every answer of the server has a SQLSTATE; the pool's "Connection is closed" has none. */
    private static boolean neverAnswered(Throwable failure) {
        return failure instanceof SQLException sql && sql.getSQLState() == null;
    }

    private static Problem cannotReach(List<Throwable> chain, String state, DatabaseAddress address) {
        return Problem.unexpected(
                "DATABASE_UNREACHABLE",
                "cannot reach the database at " + address + ": " + why(chain, state)
                        + "; check spring.datasource.url, then run the command again",
                chain.get(0));
    }

    private static String why(List<Throwable> chain, String state) {
        Throwable root = chain.get(chain.size() - 1);
        if (root instanceof UnknownHostException) {
            return "the host is unknown";
        }
        if (root instanceof ConnectException) {
            return "connection refused";
        }
        if (root instanceof SocketTimeoutException) {
            return "no answer in time";
        }
        return state.isEmpty() ? "no connection in time" : "SQLSTATE " + state;
    }

    /** The first SQLSTATE in the chain. */
    static Optional<String> sqlState(List<Throwable> chain) {
        return chain.stream()
                .filter(SQLException.class::isInstance)
                .map(failure -> ((SQLException) failure).getSQLState())
                .filter(state -> state != null && !state.isEmpty())
                .findFirst();
    }

    /** The server's own line names the object and no row; what a function or trigger raises may say anything. */
    private static String denied(List<Throwable> chain) {
        return chain.stream()
                .flatMap(failure -> SqlFailure.of(failure).stream())
                .map(SqlFailure::words)
                .filter(words -> !words.isEmpty())
                .findFirst()
                .orElse("permission denied");
    }
}
