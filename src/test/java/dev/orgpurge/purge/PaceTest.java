package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final Duration TARGET = Duration.ofMillis(250);
    private static final Duration SLOW = Duration.ofSeconds(1);

    private final Pace pace = Pace.ofKeys(TARGET, 1);

    @Test
    void chunks_of_many_rows_that_are_slow_get_smaller_down_to_one_key() {
        for (int i = 0; i < 20; i++) {
            pace.took(SLOW, 5_000);
        }
        assertThat(pace.width()).isEqualTo(1);
    }

    @Test
    void a_server_that_is_slow_with_everything_does_not_shrink_chunks_to_nothing() {
        for (int i = 0; i < 20; i++) {
            pace.took(SLOW, Math.min(pace.width(), 90));
        }
        assertThat(pace.width()).isBetween(50, 100);
    }

    @Test
    void an_error_makes_them_smaller_whatever_they_held() {
        for (int i = 0; i < 20; i++) {
            pace.halve();
        }
        assertThat(pace.width()).isEqualTo(1);
    }

    @Test
    void quick_chunks_grow() {
        pace.took(Duration.ofMillis(10), 10);
        assertThat(pace.width()).isGreaterThan(500);
    }
}
