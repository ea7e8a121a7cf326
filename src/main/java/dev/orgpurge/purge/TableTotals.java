package dev.orgpurge.purge;

import dev.orgpurge.plan.Treatment;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One table's figures for one organization.
 *
 * @param late rows that came after the count and were deleted too
 * @param moved rows that were counted but were no longer the organization's when their chunk came
 * @param ground why rows are retained; null: none are
 * @param firstAt when the first chunk ran that took rows of it; null: none, or under an earlier plan
 */
record TableTotals(
        int ordinal,
        int tableNo,
        String table,
        Treatment treatment,
        long expected,
        long late,
        long deleted,
        long detached,
        long moved,
        long retained,
        long remaining,
        long chunks,
        @Nullable String ground,
        @Nullable Instant firstAt,
        @Nullable Instant lastAt) {

    /** The figures of the same table under another treatment, added to these. */
    TableTotals and(TableTotals more) {
        return new TableTotals(
                ordinal,
                tableNo,
                table,
                treatment,
                expected + more.expected,
                late + more.late,
                deleted + more.deleted,
                detached + more.detached,
                moved + more.moved,
                retained + more.retained,
                remaining + more.remaining,
                chunks + more.chunks,
                ground,
                times(firstAt, more.firstAt).min(Comparator.naturalOrder()).orElse(null),
                times(lastAt, more.lastAt).max(Comparator.naturalOrder()).orElse(null));
    }

    private static Stream<Instant> times(@Nullable Instant one, @Nullable Instant other) {
        return Stream.of(one, other).filter(Objects::nonNull);
    }

    /** The closing equation of the evidence. */
    boolean closes() {
        return expected + late == deleted + detached + moved + retained + remaining;
    }
}
