package dev.orgpurge.purge;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/** Pauses between tries: each twice as long as the one before, up to a limit, and no two sessions alike. */
final class Backoff {

    static final Duration FIRST = Duration.ofMillis(100);
    static final Duration LONGEST = Duration.ofSeconds(10);

    private final DoubleSupplier chance;

    /** @param chance from 0 to 1 */
    Backoff(DoubleSupplier chance) {
        this.chance = chance;
    }

    /** Between half of the full pause and all of it: 50 to 100 ms after the first failure, 5 to 10 s after the eighth. */
    Duration after(int failures) {
        long full = LONGEST.toMillis();
        if (failures <= Long.SIZE / 4) {
            full = Math.min(full, FIRST.toMillis() << Math.max(0, failures - 1));
        }
        return Duration.ofMillis(full / 2 + (long) (full / 2.0 * chance.getAsDouble()));
    }
}
