package dev.orgpurge.http;

import java.time.Duration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Whether the database answers. Anybody may ask: it is looked at once a second. */
final class DatabaseAnswers implements HealthIndicator {

    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private final Sites sites;
    private boolean answers;
    private long lookedAt = System.nanoTime() - 2 * KEPT_NANOS;

    DatabaseAnswers(Sites sites) {
        this.sites = sites;
    }

    synchronized boolean lately() {
        long now = System.nanoTime();
        if (now - lookedAt > KEPT_NANOS) {
            answers = now();
            lookedAt = System.nanoTime();
        }
        return answers;
    }

    private boolean now() {
        try {
            return sites.now().organizations().now() != null;
        } catch (DataAccessException | TransactionException e) {
            return false;
        }
    }

    @Override
    public Health health() {
        return (lately() ? Health.up() : Health.down()).build();
    }
}
