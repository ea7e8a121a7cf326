package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LagHistoryTest {

    private final LagHistory history = new LagHistory();

    @Test
    void who_replayed_everything_is_not_behind() {
        history.written(10, 1_000);
        assertThat(history.behindNanos(50, 1_000)).isZero();
    }

    @Test
    void who_stands_still_falls_behind_as_time_goes_by() {
        history.written(10, 1_000);
        history.written(20, 2_000);
        history.written(30, 3_000);
        assertThat(history.behindNanos(30, 1_000)).isEqualTo(10);
        history.written(40, 3_000);
        assertThat(history.behindNanos(40, 1_000)).isEqualTo(20);
        assertThat(history.behindNanos(45, 2_500)).isEqualTo(15);
        assertThat(history.behindNanos(50, 3_000)).isZero();
    }

    @Test
    void what_is_older_than_the_first_look_counts_from_there() {
        history.written(10, 1_000);
        assertThat(history.behindNanos(25, 5)).isEqualTo(15);
    }
}
