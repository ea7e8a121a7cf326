package dev.orgpurge;

import dev.orgpurge.purge.Amount;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what somebody wrote into values; what is wrong goes to the complaints, and a harmless value comes back. */
final class WrittenValues {

    private static final Pattern PERCENT = Pattern.compile("(\\d{1,3}(?:\\.\\d{1,6})?)\\s*%");
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Complaints complaints;

    WrittenValues(Complaints complaints) {
        this.complaints = complaints;
    }

    static @Nullable String text(@Nullable String written) {
        return written == null || written.isBlank() ? null : written.strip();
    }

    String required(String key, @Nullable String written, String hint) {
        String text = text(written);
        if (text == null) {
            complaints.add(key, "is missing: write " + hint);
            return "";
        }
        return text;
    }

    long number(String key, @Nullable String written, long absent, long min, long max) {
        String text = text(written);
        if (text == null) {
            return absent;
        }
        try {
            long value = Long.parseLong(text);
            if (value >= min && value <= max) {
                return value;
            }
        } catch (NumberFormatException e) {
            // told below, together with the numbers that are out of range
        }
        complaints.add(key, "is " + quoted(text) + ": write a whole number from " + min + " to " + max);
        return absent;
    }

    boolean flag(String key, @Nullable String written) {
        String text = text(written);
        if (text == null) {
            return false;
        }
        if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
            complaints.add(key, "is " + quoted(text) + ": write true or false");
        }
        return text.equalsIgnoreCase("true");
    }

    Duration duration(String key, @Nullable String written, Duration absent, Duration min, Duration max) {
        String text = text(written);
        if (text == null) {
            return absent;
        }
        Duration value = Amount.duration(text).orElse(null);
        if (value == null) {
            complaints.add(key, "is " + quoted(text) + ": write a number with a unit (ms, s, m, h, d, w), such as 30d");
            return absent;
        }
        if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
            complaints.add(key, "is " + quoted(text) + ": write " + shortest(min) + " to " + shortest(max));
            return absent;
        }
        return value;
    }

    Duration grace(String key, @Nullable String written) {
        return duration(key, written, Duration.ZERO, Duration.ZERO, LONGEST);
    }

    private static String shortest(Duration duration) {
        if (duration.compareTo(Duration.ofDays(1)) >= 0) {
            return duration.toDays() + "d";
        }
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    double share(String key, @Nullable String written, double absent) {
        String text = text(written);
        if (text == null) {
            return absent;
        }
        Matcher percent = PERCENT.matcher(text);
        if (percent.matches()) {
            double share = new BigDecimal(percent.group(1)).movePointLeft(2).doubleValue();
            if (share > 0 && share <= 1) {
                return share;
            }
        }
        complaints.add(key, "is " + quoted(text) + ": write a percentage above 0% and up to 100%, such as 10%");
        return absent;
    }

    <T> @Nullable T choice(String key, @Nullable String written, Map<String, T> choices) {
        String text = text(written);
        if (text == null) {
            return null;
        }
        T choice = choices.get(text.toLowerCase(Locale.ROOT).replace('_', '-'));
        if (choice == null) {
            complaints.add(
                    key,
                    "is " + quoted(text) + ": write "
                            + choices.keySet().stream().sorted().collect(Collectors.joining(" or ")));
        }
        return choice;
    }

    @Nullable
    ZoneId zone(String key, @Nullable String written) {
        String text = text(written);
        if (text == null) {
            return null;
        }
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            complaints.add(key, "is " + quoted(text) + ": write a time zone such as Europe/Vienna or UTC");
            return null;
        }
    }

    static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
