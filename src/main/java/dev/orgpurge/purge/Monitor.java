package dev.orgpurge.purge;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Looks every so often while chunks run: at the server's signals, and at the settings that somebody changed. It has a
 * connection and a thread of its own, so that it sees who waits for a chunk, and no chunk waits for it.
 */
final class Monitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Monitor.class);

    /** Whoever might wait for our questions must not wait for long, and a probe is somebody else's. */
    private static final String SESSION = "set statement_timeout = '5s'; set default_transaction_read_only = on";

    private static final Duration ANSWER = Duration.ofSeconds(20);

    /** An answer older than the interval and that is no answer. */
    private static final long STALE_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final RunLock lock;
    private final Pacing configured;
    private final Restraint restraint;
    private final PaceStore store;
    private final Runnable changed;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "orgpurge-monitor");
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();
    private volatile Look latest;

    /** What was seen, or why nothing was; with the pace that held then. */
    private record Look(@Nullable Readings readings, String failure, Pacing pacing, long heard, long nanos) {}

    private record Session(Connection connection, JdbcClient jdbc, Signals signals) {}

    /** @param changed to be told of after somebody changed a setting */
    Monitor(RunLock lock, PurgeSettings settings, PaceStore store, Runnable changed) {
        this.lock = lock;
        this.configured = settings.pacing();
        this.restraint = settings.restraint();
        this.store = store;
        this.changed = changed;
        this.latest = new Look(null, "", configured, 0, System.nanoTime());
        thread.setDaemon(true);
    }

    /** Looks once, and then again and again. */
    Monitor start() {
        look();
        thread.start();
        return this;
    }

    Pacing pacing() {
        return latest.pacing();
    }

    /** Number of the change of settings that was heard last; 0: none. */
    long heard() {
        return latest.heard();
    }

    /** Counts on with every answer of the server. */
    long number() {
        Readings readings = latest.readings();
        return readings == null ? 0 : readings.number();
    }

    /** What speaks against a chunk on these tables. */
    Optional<Obstacle> against(Set<String> tables) {
        Look look = latest;
        if (look.readings() == null) {
            return Optional.of(new Obstacle(
                    WaitReason.NO_ANSWER, "the server could not be asked for its signals" + look.failure()));
        }
        long age = System.nanoTime() - look.nanos();
        if (age > restraint.interval().toNanos() + STALE_NANOS) {
            return Optional.of(new Obstacle(
                    WaitReason.NO_ANSWER,
                    "the server has not answered for " + Duration.ofNanos(age).toSeconds() + "s"));
        }
        return look.readings().against(look.pacing(), tables);
    }

    private void watch() {
        try {
            while (!closing.await(pause().toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        boolean failed = latest.readings() == null;
        return failed && restraint.interval().compareTo(AGAIN) > 0 ? AGAIN : restraint.interval();
    }

    private void look() {
        Look before = latest;
        try {
            Session open = session();
            PaceStore.Change change = store.latest(open.jdbc());
            Pacing pacing = configured.with(change.settings());
            latest = new Look(open.signals().read(pacing), "", pacing, change.id(), System.nanoTime());
            if (change.id() != before.heard()) {
                changed.run();
            }
        } catch (SQLException | DataAccessException e) {
            String state = SqlFailure.of(e).sqlState();
            LOG.debug("signals could not be asked (SQLSTATE {})", state);
            latest = new Look(null, " (SQLSTATE " + state + ")", before.pacing(), before.heard(), System.nanoTime());
            hangUp();
        }
    }

    private Session session() throws SQLException {
        Session open = session.get();
        if (open == null) {
            Connection connection = lock.connect("orgpurge-monitor", ANSWER);
            try (Statement statement = connection.createStatement()) {
                statement.execute(SESSION);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            JdbcClient jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
            open = new Session(connection, jdbc, new Signals(jdbc, restraint));
            session.set(open);
        }
        return open;
    }

    private void hangUp() {
        Session open = session.getAndSet(null);
        if (open != null) {
            try {
                open.connection().close();
            } catch (SQLException e) {
                LOG.debug("the monitor's connection was lost (SQLSTATE {})", e.getSQLState());
            }
        }
    }

    /** Waits for a question that is under way; the server ends it in time. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(ANSWER.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        hangUp();
    }
}
