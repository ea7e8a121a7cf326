package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {

    private static List<Long> pauses(double chance) {
        Backoff backoff = new Backoff(() -> chance);
        return IntStream.rangeClosed(1, 9)
                .mapToObj(failures -> backoff.after(failures).toMillis())
                .toList();
    }

    @Test
    void every_pause_is_twice_as_long_as_the_one_before_up_to_the_longest() {
        assertThat(pauses(1)).containsExactly(100L, 200L, 400L, 800L, 1_600L, 3_200L, 6_400L, 10_000L, 10_000L);
    }

    @Test
    void chance_takes_away_up_to_half_of_a_pause() {
        assertThat(pauses(0)).containsExactly(50L, 100L, 200L, 400L, 800L, 1_600L, 3_200L, 5_000L, 5_000L);
        assertThat(pauses(0.5)).startsWith(75L, 150L);
    }

    @Test
    void however_often_something_failed_the_pause_has_a_limit() {
        assertThat(new Backoff(() -> 1).after(Integer.MAX_VALUE)).isEqualTo(Duration.ofSeconds(10));
    }
}
