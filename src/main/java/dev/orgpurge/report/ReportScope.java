package dev.orgpurge.report;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a report is to be about: one run, or everything recorded from one moment on and before another.
 *
 * @param run null: a span of time
 * @param from null: a run
 * @param to null: a run
 */
public record ReportScope(
        @Nullable UUID run,
        @Nullable Instant from,
        @Nullable Instant to) {

    public static ReportScope of(UUID run) {
        return new ReportScope(run, null, null);
    }

    public static ReportScope between(Instant from, Instant to) {
        return new ReportScope(null, from, to);
    }
}
