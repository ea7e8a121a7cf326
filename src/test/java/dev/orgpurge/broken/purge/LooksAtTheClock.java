package dev.orgpurge.broken.purge;

import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Supplier;

/** Reads this machine's clock in every way there is. */
final class LooksAtTheClock {

    private LooksAtTheClock() {}

    static Instant called() {
        return Instant.now();
    }

    static Supplier<Instant> referred() {
        return Instant::now;
    }

    static List<Object> others() {
        return List.of(System.currentTimeMillis(), Clock.systemUTC());
    }

    @SuppressWarnings("JavaUtilDate")
    static Date old() {
        return new Date();
    }

    static Instant somebodyElses(Clock clock) {
        return Instant.now(clock);
    }
}
