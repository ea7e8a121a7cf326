package dev.orgpurge.purge;

import com.zaxxer.hikari.HikariDataSource;
import dev.orgpurge.organization.SqlSnippet;
import dev.orgpurge.problem.Problem;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes chunks wait before they begin: for signals of the server, for the rate, for their turn. */
@Component
final class Throttle {

    private final RunLock lock;
    private final RunClock clock;
    private final PaceStore store;
    private final Objections objections;
    private final Announcer announcer;
    private final DataSource pool;
    private final JdbcClient jdbc;
    private final AtomicReference<@Nullable Watch> current = new AtomicReference<>();

    Throttle(
            RunLock lock,
            RunClock clock,
            PaceStore store,
            Objections objections,
            Announcer announcer,
            DataSource pool,
            JdbcClient jdbc) {
        this.lock = lock;
        this.clock = clock;
        this.store = store;
        this.objections = objections;
        this.announcer = announcer;
        this.pool = pool;
        this.jdbc = jdbc;
    }

    /**
     * Before a run that deletes begins.
     *
     * @throws Problem usage, if the probe is no condition that the server understands
     */
    void requireProbe(Restraint restraint) {
        SqlSnippet probe = restraint.probe();
        if (probe == null) {
            return;
        }
        probe.requireOnePiece();
        try {
            jdbc.sql("select 1 where false and " + probe.sql())
                    .query(Integer.class)
                    .optional();
        } catch (DataAccessException e) {
            SqlFailure failure = SqlFailure.of(e);
            if (!failure.notAsPlanned()) {
                throw e;
            }
            throw Problem.usage(
                    "CONFIGURATION",
                    probe.property() + ": the database does not take \"" + probe.text()
                            + "\" for a condition (SQLSTATE " + failure.sqlState()
                            + "); write SQL that answers true to wait, such as select count(*) > 100 from jobs");
        }
    }

    /** Of a run that deletes, to be closed at its end. */
    Watch watch(RunContext context) {
        UUID run = context.run().id();
        Waits waits = new Waits(run, clock, store, announcer, store.waitedMillis(run));
        Watch watch = new Watch(context, this, lock, store, waits, new RateLimit(clock.nanos()));
        current.set(watch);
        return watch;
    }

    /** Workers that a piece of work may have now; there are connections for them. */
    int workers() {
        int workers = watch().monitor().pacing().workers();
        try {
            HikariDataSource connections = pool.unwrap(HikariDataSource.class);
            connections.setMaximumPoolSize(
                    Math.max(connections.getMaximumPoolSize(), workers + PurgeSettings.CONNECTIONS_BESIDE_WORKERS));
        } catch (SQLException e) {
            throw new IllegalStateException("the pool is always Hikari's", e);
        }
        return workers;
    }

    /** For one worker that goes through a piece of work. */
    Lane lane(BatchContext batch, Work work, Pace pace) {
        return watch().enter(new Lane(watch(), clock, objections, batch, work.tables(), pace));
    }

    private Watch watch() {
        Watch watch = current.get();
        if (watch == null) {
            throw new IllegalStateException("chunks belong to a run");
        }
        return watch;
    }

    void ended(Watch watch) {
        current.compareAndSet(watch, null);
    }
}
