package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private static Window window(String from, String to) {
        return new Window(LocalTime.parse(from), LocalTime.parse(to), BERLIN);
    }

    private static Optional<Instant> closes(Window window, String now) {
        return window.closes(Instant.parse(now));
    }

    @Test
    void a_window_within_a_day_is_open_from_its_first_moment_and_not_at_its_last() {
        Window noon = window("12:00", "13:00");
        assertThat(closes(noon, "2026-11-29T10:59:59Z")).isEmpty();
        assertThat(closes(noon, "2026-11-29T11:00:00Z")).contains(Instant.parse("2026-11-29T12:00:00Z"));
        assertThat(closes(noon, "2026-11-29T11:59:59Z")).isPresent();
        assertThat(closes(noon, "2026-11-29T12:00:00Z")).isEmpty();
        assertThat(noon.opens(Instant.parse("2026-11-29T12:00:00Z"))).isEqualTo("2026-11-30T11:00:00Z");
    }

    @Test
    void a_window_over_midnight_is_open_on_both_sides_of_it() {
        Window night = window("22:00", "05:00");
        assertThat(closes(night, "2026-11-29T22:30:00Z")).contains(Instant.parse("2026-11-30T04:00:00Z"));
        assertThat(closes(night, "2026-11-30T03:59:59Z")).contains(Instant.parse("2026-11-30T04:00:00Z"));
        assertThat(closes(night, "2026-11-30T04:00:00Z")).isEmpty();
        assertThat(night.opens(Instant.parse("2026-11-30T04:00:00Z"))).isEqualTo("2026-11-30T21:00:00Z");
    }

    @Test
    void the_night_of_the_change_to_summer_time_is_an_hour_shorter_and_the_other_one_longer() {
        Window night = window("22:00", "05:00");
        assertThat(closes(night, "2026-03-28T21:00:00Z")).contains(Instant.parse("2026-03-29T03:00:00Z"));
        assertThat(closes(night, "2026-10-24T20:00:00Z")).contains(Instant.parse("2026-10-25T04:00:00Z"));
    }

    @Test
    void an_hour_that_is_shown_twice_opens_at_its_later_and_closes_at_its_earlier_reading() {
        assertThat(closes(window("02:30", "04:00"), "2026-10-25T00:45:00Z")).isEmpty();
        assertThat(closes(window("02:30", "04:00"), "2026-10-25T01:30:00Z"))
                .contains(Instant.parse("2026-10-25T03:00:00Z"));
        assertThat(closes(window("01:00", "02:30"), "2026-10-25T00:29:59Z"))
                .contains(Instant.parse("2026-10-25T00:30:00Z"));
        assertThat(closes(window("01:00", "02:30"), "2026-10-25T00:45:00Z")).isEmpty();
    }

    @Test
    void an_hour_that_is_left_out_is_no_hole_in_the_window() {
        assertThat(closes(window("02:30", "04:00"), "2026-03-29T01:29:59Z")).isEmpty();
        assertThat(closes(window("02:30", "04:00"), "2026-03-29T01:30:00Z"))
                .contains(Instant.parse("2026-03-29T02:00:00Z"));
    }
}
