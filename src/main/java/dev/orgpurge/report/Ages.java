package dev.orgpurge.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A histogram of times in days. Where somebody said how long it may take, a class ends there. */
final class Ages {

    private static final long DAY = 86_400;
    private static final List<Long> DAYS = List.of(1L, 3L, 7L, 14L, 30L, 60L, 90L, 180L, 365L);

    private final TreeMap<Long, AtomicLong> upTo = new TreeMap<>();
    private final AtomicLong beyond = new AtomicLong();
    private final @Nullable Long within;

    Ages(@Nullable Long within) {
        this.within = within;
        TreeSet<Long> bounds = new TreeSet<>();
        DAYS.forEach(days -> bounds.add(days * DAY));
        if (within != null && within > 0) {
            bounds.add(within);
        }
        bounds.forEach(bound -> upTo.put(bound, new AtomicLong()));
    }

    void add(long seconds) {
        Map.Entry<Long, AtomicLong> bound = upTo.ceilingEntry(seconds);
        (bound == null ? beyond : bound.getValue()).incrementAndGet();
    }

    /**
     * A class of the histogram.
     *
     * @param upToSeconds null: whatever is longer
     * @param limit what may be ends here
     */
    record Step(String label, @Nullable Long upToSeconds, long count, boolean limit) {}

    List<Step> steps() {
        List<Step> steps = new ArrayList<>();
        upTo.forEach(
                (bound, count) -> steps.add(new Step("≤ " + days(bound), bound, count.get(), bound.equals(within))));
        steps.add(new Step("> " + days(upTo.lastKey()), null, beyond.get(), false));
        return steps;
    }

    List<Map<String, @Nullable Object>> fields() {
        List<Map<String, @Nullable Object>> fields = new ArrayList<>();
        for (Step step : steps()) {
            Map<String, @Nullable Object> one = new LinkedHashMap<>();
            one.put("up_to_seconds", step.upToSeconds());
            one.put("organizations", step.count());
            fields.add(one);
        }
        return fields;
    }

    /** For people. */
    static String days(long seconds) {
        if (seconds % DAY == 0) {
            return seconds / DAY + " d";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + " h" : seconds / 60 + " min";
    }

    /** For people: days, with one digit behind the point where it is few. */
    static String about(long seconds) {
        long tenths = Math.round(seconds * 10.0 / DAY);
        return Math.abs(tenths) >= 100 || tenths % 10 == 0
                ? tenths / 10 + " d"
                : tenths / 10 + "." + Math.abs(tenths % 10) + " d";
    }
}
