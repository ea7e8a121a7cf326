package dev.orgpurge.purge;

import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.transaction.TransactionSystemException;

/**
 * What may be said about a failed statement: never its text, which holds row contents (PostgreSQL's DETAIL).
 *
 * @param table {@code schema.table}, where the server names one
 * @param raised by a routine of the customer, not by the server itself
 */
record SqlFailure(
        String sqlState, @Nullable String table, @Nullable String constraint, boolean raised) {

    /** A late row still refers to what was to be deleted. */
    static final String FOREIGN_KEY_VIOLATION = "23503";

    static final String LOCK_NOT_AVAILABLE = "55P03";

    /** connection_exception (manual, appendix A). */
    private static final String NO_ANSWER = "08000";

    /** Where PL/pgSQL's RAISE comes from: its author may have put anything into the names too, a row's values for instance. */
    private static final String RAISE = "exec_stmt_raise";

    private static final Set<String> TRANSIENT =
            Set.of("40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300", "25P03");

    /** Shutting down, crashed, starting up, and no connection left (manual, appendix A). */
    private static final Set<String> NOT_NOW = Set.of("57P01", "57P02", "57P03", "53300");

    private static final String OUR_SCHEMA = "orgpurge.";

    /** A standby, or a database that somebody made read-only. */
    private static final String READ_ONLY = "25006";

    private static final String MISSING_PRIVILEGE = "42501";

    private static final Set<String> LOCKS = Set.of("40001", "40P01", LOCK_NOT_AVAILABLE);

    /**
     * What failed first. A rollback on a connection that is gone hides it, and an exception without SQLSTATE comes from the pool
     * or the driver: the server never answered.
     */
    static SqlFailure of(Throwable failure) {
        Throwable cause = failure instanceof TransactionSystemException lost && lost.getApplicationException() != null
                ? lost.getApplicationException()
                : failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        String state =
                cause instanceof SQLException sql ? Objects.requireNonNullElse(sql.getSQLState(), NO_ANSWER) : "";
        ServerErrorMessage message = cause instanceof PSQLException sql ? sql.getServerErrorMessage() : null;
        boolean raised = message != null && RAISE.equals(message.getRoutine());
        if (message == null || raised) {
            return new SqlFailure(state, null, null, raised);
        }
        String table = message.getTable() == null ? null : message.getSchema() + "." + message.getTable();
        return new SqlFailure(state, table, message.getConstraint(), false);
    }

    /** What a trigger raises names no table: it is the one that was worked on. */
    SqlFailure at(String worked) {
        return table == null ? new SqlFailure(sqlState, worked, constraint, raised) : this;
    }

    /** For the operator, where the number says little: what the server lacks; else empty. */
    String meaning() {
        return switch (sqlState) {
            case "53100" -> " (the server's disk is full)";
            case "53200" -> " (the server is out of memory)";
            case "53300" -> " (the server has no connection left)";
            case "53400" -> " (a limit of the server's configuration was met, such as temp_file_limit)";
            case MISSING_PRIVILEGE -> " (a privilege is missing; plan shows which)";
            default -> connectionLost() || NOT_NOW.contains(sqlState) ? " (the server went away)" : "";
        };
    }

    /** Worth another try, outside the broken transaction. */
    boolean transientError() {
        return TRANSIENT.contains(sqlState) || connectionLost();
    }

    /** Somebody else had the rows; the server itself is well. */
    boolean lockNotHad() {
        return LOCKS.contains(sqlState);
    }

    boolean connectionLost() {
        return sqlState.startsWith("08");
    }

    /** A table, column or function that the statement names does not exist or is of another type. */
    boolean notAsPlanned() {
        return sqlState.startsWith("42");
    }

    boolean foreignKeyViolation() {
        return sqlState.equals(FOREIGN_KEY_VIOLATION);
    }

    /** Somebody cancelled the statement, or our own timeout elapsed: only whoever set one can tell. */
    boolean cancelled() {
        return sqlState.equals("57014");
    }

    /** The server or the way to it went away, perhaps for a moment only. */
    boolean serverGone() {
        return connectionLost() || NOT_NOW.contains(sqlState);
    }

    /**
     * Would meet every organization alike: the server is out of disk space, of memory or of what its limits allow (class 53),
     * has an error of its own (58), is read-only, took a privilege away, or refuses what we write down ourselves.
     */
    boolean nobodysRows() {
        return (table != null && table.startsWith(OUR_SCHEMA))
                || sqlState.startsWith("53")
                || sqlState.startsWith("58")
                || sqlState.equals(READ_ONLY)
                || (sqlState.equals(MISSING_PRIVILEGE) && !raised);
    }
}
