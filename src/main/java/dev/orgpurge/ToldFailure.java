package dev.orgpurge;

import dev.orgpurge.organization.SqlFailure;
import dev.orgpurge.problem.Problem;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a log may tell of a failure: its class, where it happened, and of the server's error SQLSTATE, table and constraint. Other
 * people's messages are left out, whoever wrote them: PostgreSQL quotes rows in them, drivers addresses with passwords.
 */
final class ToldFailure extends Exception {

    private ToldFailure(String told, StackTraceElement[] trace, @Nullable Throwable cause) {
        super(told, cause);
        setStackTrace(trace);
    }

    static ToldFailure of(Throwable failure) {
        return of(failure, Collections.newSetFromMap(new IdentityHashMap<>()));
    }

    private static ToldFailure of(Throwable failure, Set<Throwable> seen) {
        seen.add(failure);
        Throwable cause = failure.getCause();
        ToldFailure told = new ToldFailure(
                words(failure),
                failure.getStackTrace(),
                cause == null || seen.contains(cause) ? null : of(cause, seen));
        for (Throwable suppressed : failure.getSuppressed()) {
            if (!seen.contains(suppressed)) {
                told.addSuppressed(of(suppressed, seen));
            }
        }
        return told;
    }

    private static String words(Throwable failure) {
        String name = failure.getClass().getName();
        if (failure instanceof Problem || network(failure)) {
            return name + ": " + failure.getMessage();
        }
        if (failure instanceof SQLException sql && sql.getSQLState() != null) {
            String told = SqlFailure.of(failure).map(SqlFailure::describe).orElse("SQLSTATE " + sql.getSQLState());
            return name + ", " + told;
        }
        return name;
    }

    /** Java's own words about hosts and ports. */
    private static boolean network(Throwable failure) {
        return failure instanceof SocketException
                || failure instanceof SocketTimeoutException
                || failure instanceof UnknownHostException;
    }
}
