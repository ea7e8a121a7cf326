package dev.orgpurge.purge;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The clock that everybody in the database goes by. */
@Component
final class DatabaseClock implements RunClock {

    private final JdbcClient jdbc;
    private final StopSwitch stop;

    DatabaseClock(JdbcClient jdbc, StopSwitch stop) {
        this.jdbc = jdbc;
        this.stop = stop;
    }

    @Override
    public Instant now() {
        return jdbc.sql("select clock_timestamp()")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public void sleep(Duration duration) {
        try {
            stop.awaitStop(duration.toMillis());
            stop.check();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoppedException("this process was interrupted");
        }
    }
}
