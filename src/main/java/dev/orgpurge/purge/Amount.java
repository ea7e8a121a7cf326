package dev.orgpurge.purge;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations and sizes as people write them: {@code 250ms}, {@code 30d}, {@code 10GB}. */
public final class Amount {

    private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h|d|w)");
    private static final Map<String, Duration> UNITS = Map.of(
            "ms", Duration.ofMillis(1),
            "s", Duration.ofSeconds(1),
            "m", Duration.ofMinutes(1),
            "h", Duration.ofHours(1),
            "d", Duration.ofDays(1),
            "w", Duration.ofDays(7));
    private static final Pattern SIZE = Pattern.compile("(\\d{1,9})\\s*(kb|mb|gb|tb)");
    private static final Map<String, Long> SIZES =
            Map.of("kb", 1L << 10, "mb", 1L << 20, "gb", 1L << 30, "tb", 1L << 40);

    private static final List<String> UNITS_OF_SIZE = List.of("kB", "MB", "GB", "TB");

    private Amount() {}

    public static Optional<Duration> duration(String text) {
        Matcher matcher = TIME.matcher(text.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.ofNullable(UNITS.get(matcher.group(2)))
                        .map(unit -> unit.multipliedBy(Long.parseLong(matcher.group(1))))
                : Optional.empty();
    }

    static Optional<Long> bytes(String text) {
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        return matcher.matches()
                ? Optional.ofNullable(SIZES.get(matcher.group(2))).map(unit -> unit * Long.parseLong(matcher.group(1)))
                : Optional.empty();
    }

    /** In the largest unit that divides it, from milliseconds to hours. */
    static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis == 0 || millis % 1_000 != 0) {
            return millis + "ms";
        }
        if (millis % 3_600_000 == 0) {
            return millis / 3_600_000 + "h";
        }
        return millis % 60_000 == 0 ? millis / 60_000 + "m" : millis / 1_000 + "s";
    }

    /** In the largest unit that divides it; whole kilobytes, so that it can be written again. */
    static String size(long bytes) {
        long rest = bytes >> 10;
        int unit = 0;
        while (unit < UNITS_OF_SIZE.size() - 1 && rest > 0 && rest % 1024 == 0) {
            rest >>= 10;
            unit++;
        }
        return rest + UNITS_OF_SIZE.get(unit);
    }

    /** In the largest unit that leaves at least ten of them. */
    static String about(long bytes) {
        long rest = bytes >> 10;
        int unit = 0;
        while (unit < UNITS_OF_SIZE.size() - 1 && rest >= 10 * 1024) {
            rest >>= 10;
            unit++;
        }
        return rest + UNITS_OF_SIZE.get(unit);
    }
}
