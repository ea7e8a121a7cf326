package dev.orgpurge.purge;

import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.purge.Readings.Held;
import dev.orgpurge.purge.Readings.Lag;
import dev.orgpurge.purge.Readings.Probe;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks the server, on a session that is in no transaction, for the signals that somebody set a bound for. */
final class Signals {

    /** datatype_mismatch (manual, appendix A): the driver cannot read the answer as a boolean. */
    private static final String NO_BOOLEAN = "42804";

    private final JdbcClient jdbc;
    private final Restraint restraint;
    private final LagHistory history = new LagHistory();
    private long number;

    Signals(JdbcClient jdbc, Restraint restraint) {
        this.jdbc = jdbc;
        this.restraint = restraint;
    }

    /** @throws DataAccessException if one of the signals could not be asked for; the probe may fail */
    Readings read(Pacing pacing) {
        return new Readings(
                ++number,
                pacing.replicaLag() == null ? null : lag(),
                pacing.walBacklog() == null ? null : held(SignalSql.BACKLOG),
                pacing.xminAge() == null ? null : held(SignalSql.XMIN),
                pacing.blockedSessions() == null
                        ? null
                        : jdbc.sql(SignalSql.BLOCKED).query(Integer.class).single(),
                pacing.autovacuum() ? vacuumed() : Set.of(),
                probe());
    }

    private Lag lag() {
        return jdbc.sql(SignalSql.LAG)
                .param("replicas", restraint.replicas().toArray(String[]::new))
                .query(this::lag)
                .single();
    }

    private Lag lag(ResultSet row, int index) throws SQLException {
        long now = System.nanoTime();
        long written = row.getLong("written");
        history.written(now, written);
        long replayed = row.getLong("replayed");
        boolean current = row.wasNull() || replayed >= written;
        long behind = row.getInt("replicas") == 0 || current
                ? 0
                : Math.max((long) (row.getDouble("seconds") * 1e9), history.behindNanos(now, replayed));
        return new Lag(
                row.getInt("replicas"),
                row.getInt("unseen"),
                List.of((String[]) row.getArray("missing").getArray()),
                Duration.ofNanos(behind));
    }

    private Held held(String question) {
        return jdbc.sql(question)
                .query((row, i) -> new Held(row.getLong("amount"), row.getString("by")))
                .single();
    }

    private Set<String> vacuumed() {
        return new HashSet<>(jdbc.sql(SignalSql.VACUUMED).query(String.class).list());
    }

    /** In parentheses it is one expression, whether it was written as a condition or as a query. */
    private @Nullable Probe probe() {
        SqlSnippet probe = restraint.probe();
        if (probe == null) {
            return null;
        }
        try {
            return jdbc.sql("select " + probe.sql())
                    .query((row, i) -> new Probe(row.getObject(1, Boolean.class), null))
                    .single();
        } catch (DataAccessException e) {
            SqlFailure failure = SqlFailure.of(e);
            if (failure.connectionLost()) {
                throw e;
            }
            return new Probe(null, failure.sqlState().isEmpty() ? NO_BOOLEAN : failure.sqlState());
        }
    }
}
