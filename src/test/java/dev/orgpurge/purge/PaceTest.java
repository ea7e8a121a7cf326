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

    @Test
    void keys_that_stand_for_many_rows_begin_with_few() {
        assertThat(Pace.ofKeys(TARGET, 100).width()).isEqualTo(30);
        assertThat(Pace.ofKeys(TARGET, 1_000_000).width()).isEqualTo(1);
    }

    @Test
    void chunks_of_keys_do_not_grow_beyond_many_rows_however_quick() {
        int before = pace.width();
        pace.took(Duration.ofMillis(1), 15_000);
        assertThat(pace.width()).isEqualTo(before);
    }

    @Test
    void below_a_giant_quick_chunks_grow_whatever_they_held() {
        Pace rows = Pace.ofRows(TARGET);
        int before = rows.width();
        rows.took(Duration.ofMillis(1), before);
        assertThat(rows.width()).isGreaterThan(before);
    }

    @Test
    void a_restart_goes_on_with_what_an_earlier_process_learned() {
        pace.goOn(37);
        assertThat(pace.width()).isEqualTo(37);
        pace.goOn(0);
        assertThat(pace.width()).isEqualTo(37);
    }
}
