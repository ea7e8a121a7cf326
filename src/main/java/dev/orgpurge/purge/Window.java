package dev.orgpurge.purge;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time of day in which nights may delete. Where the clocks show a time twice, the window opens at the later and closes at
 * the earlier of the two.
 *
 * @param to before {@code from}, or equal to it: on the next day
 */
public record Window(LocalTime from, LocalTime to, ZoneId zone) {

    private record Opening(Instant opens, Instant closes) {}

    /** When the window that is open at this moment closes; empty if none is. */
    Optional<Instant> closes(Instant now) {
        return openings(now)
                .filter(one -> !now.isBefore(one.opens()) && now.isBefore(one.closes()))
                .map(Opening::closes)
                .findFirst();
    }

    /** When the next one opens. */
    Instant opens(Instant now) {
        return openings(now)
                .map(Opening::opens)
                .filter(opens -> opens.isAfter(now))
                .findFirst()
                .orElseThrow();
    }

    /** Those of yesterday, which may reach into today, to those of the day after tomorrow. */
    private Stream<Opening> openings(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.of(-1, 0, 1, 2).map(today::plusDays).map(this::opening);
    }

    private Opening opening(LocalDate day) {
        LocalDate last = to.isAfter(from) ? day : day.plusDays(1);
        return new Opening(
                ZonedDateTime.of(day, from, zone).withLaterOffsetAtOverlap().toInstant(),
                ZonedDateTime.of(last, to, zone).withEarlierOffsetAtOverlap().toInstant());
    }

    @Override
    public String toString() {
        return from + " to " + to + " " + zone;
    }
}
