package dev.orgpurge.soak;

import java.util.Locale;
import java.util.stream.Collectors;

/** What the nights so far add up to. */
final class Summary {

    private final Tally faults = new Tally();
    private final Tally disturbers = new Tally();
    private final Tally exits = new Tally();
    private int nights;
    private int calm;
    private long rows;
    private long resumed;
    private long violations;

    /** Adds a night and says it in one line. */
    String line(Night night, int due, long gone, long again, int found) {
        nights++;
        rows += gone;
        resumed += again;
        faults.addAll(night.faultsStruck());
        disturbers.addAll(night.disturbed());
        night.exits().forEach(exit -> exits.add(String.valueOf(exit)));
        String codes = night.exits().stream().map(String::valueOf).collect(Collectors.joining(","));
        return String.format(
                Locale.ROOT,
                "  night %d: due %d, rows %,d, resumed %d, exit %s | faults %s | disturbers %s%s",
                nights,
                due,
                gone,
                again,
                codes,
                night.faultsStruck(),
                night.disturbed(),
                found == 0 ? "" : " | " + found + " VIOLATIONS");
    }

    void calm() {
        calm++;
    }

    void broken(int more) {
        violations += more;
    }

    long violations() {
        return violations;
    }

    String table() {
        return String.format(
                Locale.ROOT,
                """
                soak: %d nights with faults and disturbers, %d undisturbed ones after them
                  rows deleted   %,d
                  runs resumed   %d
                  kill -9        %d
                  faults         %s
                  disturbers     %s
                  exit codes     %s
                  violations     %d""",
                nights,
                calm,
                rows,
                resumed,
                faults.of("kill"),
                faults,
                disturbers,
                exits,
                violations);
    }
}
