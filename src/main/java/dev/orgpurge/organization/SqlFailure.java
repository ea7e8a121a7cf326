package dev.orgpurge.organization;

import dev.orgpurge.problem.Problem;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * What the server said about a failed statement, without its DETAIL, which holds row contents.
 *
 * @param words the primary message if it is about the statement's text or about a privilege; else empty, because it may quote
 *     a row
 * @param insideFunction a function or trigger failed, not the statement's own text
 */
public record SqlFailure(
        String sqlState, @Nullable String table, @Nullable String constraint, String words, boolean insideFunction) {

    /** Causes may go round in circles. */
    private static final int DEEPEST = 50;

    /** Where PL/pgSQL's RAISE comes from: its author may have put anything into the names too, a row's values for instance. */
    private static final String RAISE = "exec_stmt_raise";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    /** Connection, serialization, resources, locks, operator intervention, system, internal (manual, appendix A). */
    private static final Set<String> INFRASTRUCTURE = Set.of("08", "40", "53", "55", "57", "58", "XX");

    public static Optional<SqlFailure> of(Throwable failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(DEEPEST)
                .filter(PSQLException.class::isInstance)
                .map(PSQLException.class::cast)
                .flatMap(cause -> Optional.ofNullable(cause.getServerErrorMessage()).stream())
                .findFirst()
                .map(SqlFailure::of);
    }

    private static SqlFailure of(ServerErrorMessage server) {
        boolean named = server.getTable() != null && !RAISE.equals(server.getRoutine());
        return new SqlFailure(
                String.valueOf(server.getSQLState()),
                named ? server.getSchema() + "." + server.getTable() : null,
                named ? server.getConstraint() : null,
                harmless(server) ? String.valueOf(server.getMessage()) : "",
                server.getWhere() != null);
    }

    /**
     * What the server finds while it reads a statement has a position in the text; what it meets while it goes through rows
     * has none, and what a function or trigger raises has a context and may say anything.
     */
    private static boolean harmless(ServerErrorMessage server) {
        return server.getWhere() == null
                && (server.getPosition() > 0 || INSUFFICIENT_PRIVILEGE.equals(server.getSQLState()));
    }

    /** It says nothing about the statement, and may pass. */
    public boolean infrastructure() {
        return INFRASTRUCTURE.contains(sqlState.substring(0, 2));
    }

    boolean missingPrivilege() {
        return sqlState.equals(INSUFFICIENT_PRIVILEGE);
    }

    /** The statement's text does not fit the database. */
    boolean textIsWrong() {
        return sqlState.startsWith("42") && !insideFunction;
    }

    /** The value does not fit the type. */
    boolean valueIsWrong() {
        return sqlState.startsWith("22");
    }

    Problem privilegeProblem() {
        return Problem.refused(
                "MISSING_PRIVILEGE",
                (words.isEmpty() ? "a function or trigger was denied permission" : words)
                        + " (SQLSTATE 42501); grant it to the connecting role");
    }

    /** In parentheses: SQLSTATE, and the server's words where they may be told. */
    String reason() {
        return "(SQLSTATE " + sqlState + (words.isEmpty() ? "" : ": " + words) + ")";
    }

    /** SQLSTATE, table and constraint. */
    public String describe() {
        return "SQLSTATE " + sqlState
                + (table == null ? "" : ", table " + table)
                + (constraint == null ? "" : ", constraint " + constraint);
    }
}
