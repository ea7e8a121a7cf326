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
 * @param message the primary message; it may quote a value, so it is fit only for errors in configured text
 * @param insideFunction a function or trigger failed, not the statement's own text
 */
public record SqlFailure(
        String sqlState, @Nullable String table, @Nullable String constraint, String message, boolean insideFunction) {

    /** Connection, serialization, resources, locks, operator intervention, system, internal (manual, appendix A). */
    private static final Set<String> INFRASTRUCTURE = Set.of("08", "40", "53", "55", "57", "58", "XX");

    public static Optional<SqlFailure> of(Throwable failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(PSQLException.class::isInstance)
                .map(PSQLException.class::cast)
                .flatMap(cause -> Optional.ofNullable(cause.getServerErrorMessage()).stream())
                .findFirst()
                .map(SqlFailure::of);
    }

    private static SqlFailure of(ServerErrorMessage server) {
        String table = server.getTable();
        return new SqlFailure(
                String.valueOf(server.getSQLState()),
                table == null ? null : server.getSchema() + "." + table,
                server.getConstraint(),
                String.valueOf(server.getMessage()),
                server.getWhere() != null);
    }

    /** It says nothing about the statement, and may pass. */
    public boolean infrastructure() {
        return INFRASTRUCTURE.contains(sqlState.substring(0, 2));
    }

    boolean missingPrivilege() {
        return sqlState.equals("42501");
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
        return Problem.refused("MISSING_PRIVILEGE", message + " (SQLSTATE 42501); grant it to the connecting role");
    }

    /** SQLSTATE, table and constraint. */
    public String describe() {
        return "SQLSTATE " + sqlState
                + (table == null ? "" : ", table " + table)
                + (constraint == null ? "" : ", constraint " + constraint);
    }
}
