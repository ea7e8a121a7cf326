package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @Test
    void what_a_chunk_deleted_is_owed_before_the_next_one_begins() {
        RateLimit limit = new RateLimit(0);
        assertThat(limit.waitNanos(0, 100)).isZero();
        limit.deleted(0, 250, 100);
        assertThat(limit.waitNanos(0, 100)).isEqualTo(2 * SECOND + SECOND / 2);
        assertThat(limit.waitNanos(2 * SECOND, 100)).isEqualTo(SECOND / 2);
        assertThat(limit.waitNanos(3 * SECOND, 100)).isZero();
    }

    @Test
    void time_that_nobody_used_is_not_saved_up() {
        RateLimit limit = new RateLimit(0);
        limit.deleted(1_000 * SECOND, 100, 100);
        assertThat(limit.waitNanos(1_000 * SECOND, 100)).isEqualTo(SECOND);
    }

    @Test
    void whatever_the_chunks_the_rate_holds_over_all_workers() {
        RateLimit limit = new RateLimit(0);
        long now = 0;
        long rows = 0;
        for (int chunk = 1; chunk <= 1_000; chunk++) {
            now += limit.waitNanos(now, 500);
            limit.deleted(now, chunk, 500);
            limit.deleted(now, 7, 500);
            rows += chunk + 7;
        }
        assertThat((rows - 1_007) * SECOND / 500).isLessThanOrEqualTo(now);
    }

    @Test
    void another_rate_holds_at_once_for_what_is_owed() {
        RateLimit limit = new RateLimit(0);
        limit.deleted(0, 1_000, 10);
        assertThat(limit.waitNanos(0, 10)).isEqualTo(100 * SECOND);
        assertThat(limit.waitNanos(0, 1_000)).isEqualTo(SECOND);
    }
}
