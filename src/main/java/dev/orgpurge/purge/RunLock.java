package dev.orgpurge.purge;

import com.zaxxer.hikari.HikariDataSource;
import dev.orgpurge.problem.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.stereotype.Component;

/**
 * One executing run at a time, by an advisory lock of the session (manual, section 13.3.5) on a connection of its own
 * that never belongs to a pool: if the process dies, the server frees the lock. A run whose connection is lost takes the
 * lock again; until it has, the run's epoch keeps it from deleting beside somebody who was quicker.
 */
@Component
final class RunLock {

    /** "orgpurge" as a number; the same in every database, and advisory locks are per database. */
    static final long KEY = 0x6f72677075726765L;

    /**
     * A process that vanished without a word loses its lock after 20 + 3 * 10 seconds. While an answer is under way to it nobody
     * asks for a sign of life, and only the last of these settings holds; without it that takes a quarter of an hour.
     */
    private static final String KEEPALIVE = """
            ;
            set tcp_keepalives_idle = 20;
            set tcp_keepalives_interval = 10;
            set tcp_keepalives_count = 3;
            set tcp_user_timeout = '50s'
            """;

    private static final String HOLDER = """
            select l.pid, to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as since,
                   host(a.client_addr) as client
              from pg_catalog.pg_locks l
              left join pg_catalog.pg_stat_activity a on a.pid = l.pid
             where l.locktype = 'advisory' and l.granted and l.objsubid = 1
               and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
               and ((l.classid::bigint << 32) | l.objid::bigint) = ?
            """;

    private static final String MINE = """
            select count(*) = 1
              from pg_catalog.pg_locks
             where locktype = 'advisory' and granted and pid = pg_backend_pid()
               and ((classid::bigint << 32) | objid::bigint) = ? and objsubid = 1
            """;

    private static final int LOOKS = 3;

    /** Who waits in the server's queue is served before who only tries; now and then it looks whether it still should. */
    private static final String WAIT = "set local lock_timeout = '1s'";

    private final DataSource pool;
    private final StopSwitch stop;
    private final AtomicReference<@Nullable Held> held = new AtomicReference<>();

    RunLock(DataSource pool, StopSwitch stop) {
        this.pool = pool;
        this.stop = stop;
    }

    /**
     * The one lock of executing runs.
     *
     * @param patience how long another run is waited for
     * @throws Problem locked, if another run holds it; refused, if the server would not check foreign keys for this role;
     *     stopped, if somebody asks for that while it waits
     */
    Held acquire(Duration patience) {
        return acquire(KEY, patience);
    }

    /** A sign of life of one rehearsal; rehearsals do not wait for each other. */
    Held acquire(UUID rehearsal) {
        return acquire(key(rehearsal), Duration.ZERO);
    }

    /** True if the process of this rehearsal is gone. */
    boolean abandoned(UUID rehearsal) {
        try (Connection connection = connect()) {
            return ask(connection, "select pg_try_advisory_lock(?)", key(rehearsal));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /**
     * Before a run does something: asks whether the lock's session is still there, and takes the lock again if not.
     *
     * @throws TransientDataAccessResourceException if it cannot be had now
     */
    void keep() {
        Held mine = held.get();
        if (mine != null) {
            mine.keep();
        }
    }

    /** The lock that the process of a run holds. */
    static long key(Run run) {
        return run.executes() ? KEY : key(run.id());
    }

    private static long key(UUID rehearsal) {
        return rehearsal.getMostSignificantBits() ^ rehearsal.getLeastSignificantBits();
    }

    private Held acquire(long key, Duration patience) {
        try {
            Connection connection = connect();
            try {
                requireTriggers(connection);
                requireSession(connection);
                if (!ask(connection, "select pg_try_advisory_lock(?)", key) && !await(connection, key, patience)) {
                    throw Problem.locked(occupied(connection, key));
                }
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            Held mine = new Held(this, connection, key);
            held.set(mine);
            return mine;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /** False if the lock is not to be had within the patience. */
    private boolean await(Connection connection, long key, Duration patience) throws SQLException {
        long started = System.nanoTime();
        if (!patience.isZero()) {
            Held.LOG.info("another run is at work; it is waited for, up to {} s", patience.toSeconds());
        }
        while (System.nanoTime() - started < patience.toNanos()) {
            if (stop.stopping()) {
                throw Problem.stopped(
                        RunStatus.STOPPED.name(),
                        "this process was asked to stop while it waited for another run; nothing was begun");
            }
            if (queued(connection, key)) {
                return true;
            }
        }
        return false;
    }

    /** The lock outlives the transaction that waited for it; the setting does not. */
    private static boolean queued(Connection connection, long key) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(WAIT);
            statement.execute("select pg_advisory_lock(" + key + ")");
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (!SqlFailure.LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                throw e;
            }
            return false;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    /** As a replica, a session checks no foreign key and fires no trigger, and only a superuser may change that. */
    private static void requireTriggers(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show session_replication_role")) {
            row.next();
            if (!row.getString(1).equals("origin")) {
                throw Problem.refused(
                        "FOREIGN_KEYS_OFF",
                        "session_replication_role is " + row.getString(1) + " for this role or database, so the server"
                                + " would check no foreign key; have a superuser reset it with"
                                + " alter role … reset session_replication_role, or alter database …");
            }
        }
    }

    /**
     * Before there is a lock that could stay behind in a pooler's connection: behind one in transaction mode a second connection
     * that begins a transaction is given the server's process that answered the first, or the first is answered by another
     * one. Asked more than once, because the pooler may have other clients.
     */
    private void requireSession(Connection connection) throws SQLException {
        for (int look = 0; look < LOOKS; look++) {
            int mine = pid(connection);
            try (Connection beside = pool.getConnection()) {
                beside.setAutoCommit(false);
                if (pid(beside) == mine || pid(connection) != mine) {
                    throw pooled();
                }
                beside.rollback();
                beside.setAutoCommit(true);
            }
        }
    }

    private static Problem pooled() {
        return Problem.usage(
                "POOLER_DETECTED",
                "the run lock does not stay with its connection: a pooler in transaction mode is in the way; "
                        + "connect spring.datasource.url to PostgreSQL directly, or through a pooler in session mode");
    }

    private static int pid(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static String occupied(Connection connection, long key) throws SQLException {
        String advice = "another run is at work in this database; wait for it, or look at it with runs";
        try (PreparedStatement statement = connection.prepareStatement(HOLDER)) {
            statement.setLong(1, key);
            try (ResultSet row = statement.executeQuery()) {
                if (!row.next()) {
                    return advice;
                }
                String since = row.getString("since") == null ? "" : " since " + row.getString("since");
                String client = row.getString("client") == null ? "" : ", from " + row.getString("client");
                return advice + ". Its lock is held by the server's process " + row.getInt("pid") + since + client
                        + "; if the run's machine is gone, the server notices within a minute, or at once with"
                        + " select pg_terminate_backend(" + row.getInt("pid") + ")";
            }
        }
    }

    /** For the lock. */
    Connection connect() throws SQLException {
        return connect("orgpurge-lock", Duration.ofSeconds(20));
    }

    /**
     * A connection beside the pool. As the pool connects, so that TLS and whatever else was asked for there holds here too.
     *
     * @param patience how long an answer may take; zero: for ever
     */
    Connection connect(String name, Duration patience) throws SQLException {
        HikariDataSource like = pool.unwrap(HikariDataSource.class);
        Properties properties = properties(like);
        properties.setProperty("ApplicationName", name);
        properties.setProperty("socketTimeout", String.valueOf(patience.toSeconds()));
        Connection connection = DriverManager.getConnection(like.getJdbcUrl(), properties);
        try (Statement statement = connection.createStatement()) {
            statement.execute(SessionSettings.SQL + KEEPALIVE);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static Properties properties(HikariDataSource like) {
        Properties properties = new Properties();
        properties.putAll(like.getDataSourceProperties());
        set(properties, "user", like.getUsername());
        set(properties, "password", like.getPassword());
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("connectTimeout", "10");
        return properties;
    }

    private static void set(Properties properties, String key, @Nullable String value) {
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

        private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
        private static final int CLOSE_SECONDS = 5;

        /** connection_does_not_exist: without the lock a run waits as it does for a server that is gone. */
        private static final String NO_CONNECTION = "08003";

        private final RunLock lock;
        private final long key;
        private Connection connection;
        private int pid;

        Held(RunLock lock, Connection connection, long key) throws SQLException {
            this.lock = lock;
            this.connection = connection;
            this.key = key;
            this.pid = pid(connection);
        }

        /** Asks twice, by pid: behind a pooler in transaction mode the backend changes and the lock is not ours. */
        synchronized void assertHeld() {
            try {
                boolean first = ask(connection, MINE, key);
                boolean second = ask(connection, MINE, key);
                if (!first || !second) {
                    throw pooled();
                }
            } catch (SQLException e) {
                throw failed(e);
            }
        }

        private synchronized void keep() {
            if (alive()) {
                return;
            }
            try {
                pid = 0;
                abandon();
                connection = lock.connect();
                if (!ask(connection, "select pg_try_advisory_lock(?)", key)) {
                    throw new SQLException("another session holds the run lock", NO_CONNECTION);
                }
                pid = pid(connection);
                LOG.info("the run lock was lost with its connection and taken again");
            } catch (SQLException e) {
                throw new TransientDataAccessResourceException("the run lock was lost", e);
            }
        }

        /** The lock lives as long as its session; whether it is the same one is a cheaper question than that for the lock. */
        private boolean alive() {
            try {
                return pid(connection) == pid;
            } catch (SQLException e) {
                return false;
            }
        }

        private void abandon() {
            try {
                connection.close();
            } catch (SQLException e) {
                LOG.debug("the run lock's connection was lost (SQLSTATE {})", e.getSQLState());
            }
        }

        /** Unlocks before it hangs up: the server notices the end of a connection only later, and the next run may be quick. */
        @Override
        public synchronized void close() {
            lock.held.compareAndSet(this, null);
            try (Connection last = connection) {
                if (last.isValid(CLOSE_SECONDS)) {
                    ask(last, "select pg_advisory_unlock(?)", key);
                }
            } catch (SQLException e) {
                LOG.warn("the run lock's connection was lost before it was given back (SQLSTATE {})", e.getSQLState());
            }
        }
    }
}
