package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class NightTest {

    private static final Window LATE = new Window(LocalTime.of(22, 0), LocalTime.of(5, 0), ZoneOffset.UTC);

    private final HandClock clock = new HandClock(Instant.parse("2026-11-29T23:00:00Z"));

    private static void assertOver(Night night, String code) {
        assertThatThrownBy(night::check)
                .isInstanceOfSatisfying(
                        StoppedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void a_night_ends_when_its_window_closes() {
        Night night = Night.begin(clock, Restraint.NONE.window(LATE));
        clock.advance(Duration.ofHours(6).minusSeconds(1));
        night.check();
        clock.advance(Duration.ofSeconds(1));
        assertOver(night, "OUTSIDE_WINDOW");
    }

    @Test
    void none_begins_outside_the_window_and_the_sentence_says_when_it_opens() {
        clock.advance(Duration.ofHours(8));
        assertThatThrownBy(() -> Night.begin(clock, Restraint.NONE.window(LATE)))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.STOPPED);
                    assertThat(problem.code()).isEqualTo("OUTSIDE_WINDOW");
                    assertThat(problem.detail()).contains("2026-11-30T22:00:00Z", "22:00 to 05:00");
                });
    }

    @Test
    void a_night_ends_when_its_rows_or_its_time_are_spent() {
        Night rows = Night.begin(clock, Restraint.NONE.budget(new Budget(null, 100L)));
        rows.deleted(99);
        rows.check();
        rows.deleted(1);
        assertOver(rows, "BUDGET_SPENT");
        Night time = Night.begin(clock, Restraint.NONE.budget(new Budget(Duration.ofHours(2), null)));
        clock.advance(Duration.ofHours(2));
        assertOver(time, "BUDGET_SPENT");
    }

    @Test
    void half_of_a_night_sees_what_the_whole_has_spent() {
        Night night = Night.begin(clock, Restraint.NONE.budget(new Budget(null, 100L)));
        Night half = night.half();
        half.deleted(30);
        night.deleted(19);
        half.check();
        half.deleted(1);
        assertOver(half, "HALF_SPENT");
        assertThat(night.halfSpent()).isTrue();
        night.check();
        night.deleted(50);
        assertOver(half, "BUDGET_SPENT");
    }

    @Test
    void without_bounds_there_is_no_end_and_no_half() {
        Night night = Night.unlimited(clock);
        night.deleted(Long.MAX_VALUE / 2);
        clock.advance(Duration.ofDays(300));
        night.check();
        night.half().check();
        assertThat(night.halfSpent()).isFalse();
        assertThat(night.limited()).isFalse();
    }
}
