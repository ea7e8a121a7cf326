package dev.orgpurge.shell;

import dev.orgpurge.constraint.Reason;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Values as people read them. */
final class Sentences {

    private static final int LONGEST_QUOTE = 80;

    /** Whoever forgets the dashes before a property has not meant to show its value. */
    private static final Pattern PASSWORD = Pattern.compile("(?i)(password|secret)=.*");

    private Sentences() {}

    static String reasons(List<Reason> reasons) {
        return reasons.stream().map(Sentences::reason).collect(Collectors.joining("; "));
    }

    private static String reason(Reason reason) {
        String where = Objects.requireNonNullElse(reason.table(), "")
                + (reason.constraint() == null ? "" : " " + reason.constraint());
        return reason.code()
                + (where.isBlank() ? "" : " " + where.strip())
                + (reason.detail().isBlank() ? "" : ": " + reason.detail());
    }

    /** Control and direction characters in a label must not fool the operator's terminal. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}]", "?");
    }

    /** Bytes in the largest unit that leaves at least ten of them: {@code 96 kB}. */
    static String size(long bytes) {
        String[] units = {"B", "kB", "MB", "GB", "TB"};
        double rest = bytes;
        int unit = 0;
        while (rest >= 10 * 1024 && unit < units.length - 1) {
            rest /= 1024;
            unit++;
        }
        return Math.round(rest) + " " + units[unit];
    }

    /** As {@link #printable}, for text of several lines: what somebody typed may be quoted in it. */
    static String harmless(String lines) {
        return lines.replaceAll("[\\p{Cc}\\p{Cf}&&[^\n]]", "?");
    }

    /** What somebody typed, fit to be quoted in one sentence. */
    static String quoted(String word) {
        String printable = PASSWORD.matcher(printable(word)).replaceAll("$1=…");
        if (printable.codePointCount(0, printable.length()) <= LONGEST_QUOTE) {
            return "\"" + printable + "\"";
        }
        return "\"" + printable.substring(0, printable.offsetByCodePoints(0, LONGEST_QUOTE)) + "…\"";
    }

    static String count(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
