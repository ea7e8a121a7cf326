package dev.orgpurge.purge;

import com.zaxxer.hikari.HikariDataSource;
import dev.orgpurge.problem.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * One executing run at a time, by an advisory lock of the session (manual, section 13.3.5) on a connection of its own
 * that never belongs to a pool: if the process dies, the server frees the lock.
 */
@Component
final class RunLock {

    /** "orgpurge" as a number; the same in every database, and advisory locks are per database. */
    private static final long KEY = 0x6f72677075726765L;

    private final DataSource pool;

    RunLock(DataSource pool) {
        this.pool = pool;
    }

    /**
     * The one lock of executing runs.
     *
     * @throws Problem locked, if another run holds it; usage, if a pooler stands between us and the server
     */
    Held acquire() {
        return acquire(KEY);
    }

    /** A sign of life of one rehearsal; rehearsals do not wait for each other. */
    Held acquire(UUID rehearsal) {
        return acquire(key(rehearsal));
    }

    /** True if the process of this rehearsal is gone. */
    boolean abandoned(UUID rehearsal) {
        try (Connection connection = connect()) {
            return ask(connection, "select pg_try_advisory_lock(?)", key(rehearsal));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** The lock that the process of a run holds. */
    static long key(Run run) {
        return run.executes() ? KEY : key(run.id());
    }

    private static long key(UUID rehearsal) {
        return rehearsal.getMostSignificantBits() ^ rehearsal.getLeastSignificantBits();
    }

    private Held acquire(long key) {
        Connection connection = connect();
        try {
            if (!ask(connection, "select pg_try_advisory_lock(?)", key)) {
                connection.close();
                throw Problem.locked("another run is at work in this database; wait for it, or look at it with runs");
            }
            return new Held(connection, key);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** As the pool connects, so that TLS and whatever else was asked for there holds here too. */
    private Connection connect() {
        try {
            HikariDataSource like = pool.unwrap(HikariDataSource.class);
            return DriverManager.getConnection(like.getJdbcUrl(), properties(like));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static Properties properties(HikariDataSource like) {
        Properties properties = new Properties();
        properties.putAll(like.getDataSourceProperties());
        set(properties, "user", like.getUsername());
        set(properties, "password", like.getPassword());
        properties.setProperty("ApplicationName", "orgpurge-lock");
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty(
                "options", "-c tcp_keepalives_idle=20 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3");
        return properties;
    }

    private static void set(Properties properties, String key, @org.jspecify.annotations.Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    private static boolean ask(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }

    private static Problem failed(SQLException e) {
        return Problem.unexpected(
                "DATABASE_ERROR", "the run lock could not be taken (SQLSTATE " + e.getSQLState() + ")", e);
    }

    /** The lock, as long as it is open. */
    static final class Held implements AutoCloseable {

        private static final String MINE = """
                select count(*) = 1
                  from pg_catalog.pg_locks
                 where locktype = 'advisory' and granted and pid = pg_backend_pid()
                   and ((classid::bigint << 32) | objid::bigint) = ? and objsubid = 1
                """;

        private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
        private static final int CLOSE_SECONDS = 5;

        private final Connection connection;
        private final long key;

        Held(Connection connection, long key) {
            this.connection = connection;
            this.key = key;
        }

        /** Asks twice, by pid: behind a pooler in transaction mode the backend changes and the lock is not ours. */
        void assertHeld() {
            try {
                boolean first = ask(connection, MINE, key);
                boolean second = ask(connection, MINE, key);
                if (!first || !second) {
                    throw Problem.usage(
                            "POOLER_DETECTED",
                            "the run lock does not stay with its connection: a pooler in transaction mode is in the way; "
                                    + "connect spring.datasource.url to PostgreSQL directly");
                }
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        /** Unlocks before it hangs up: the server notices the end of a connection only later, and the next run may be quick. */
        @Override
        public void close() {
            try (connection) {
                if (connection.isValid(CLOSE_SECONDS)) {
                    ask(connection, "select pg_advisory_unlock(?)", key);
                }
            } catch (SQLException e) {
                LOG.warn("the run lock's connection was lost before it was given back (SQLSTATE {})", e.getSQLState());
            }
        }
    }
}
