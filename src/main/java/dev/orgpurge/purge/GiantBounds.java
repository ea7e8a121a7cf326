package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Where chunks below a giant may end: every so many children's keys, found once, before the first chunk. Asking in each chunk
 * for the next end would sort all children that are left as often as there are chunks, wherever the planner does not walk along
 * the key's index; and it cannot know that it should.
 */
@Component
final class GiantBounds {

    /** Rows between two of them: 10 million rows have 10,000, some megabytes. */
    static final int STRIDE = 1_000;

    private final JdbcClient jdbc;
    private final Map<Key, Known> known = new ConcurrentHashMap<>();

    GiantBounds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Key(UUID run, int batch, int round, int work, int slice) {

        static Key of(BatchContext batch, Slice slice) {
            return new Key(batch.runId(), batch.batch(), batch.round(), slice.work(), slice.number());
        }
    }

    /** @param places how many bounds are at or below a key where a chunk ended; of what was there at the beginning, 0 */
    private record Known(List<List<String>> bounds, Map<List<String>, Integer> places) {}

    /**
     * Finds the bounds above where the slice is, unless they are known; to be called outside a chunk's transaction, for it may
     * take a while.
     */
    void find(BatchContext batch, PlanStep step, Slice slice) {
        if (known.containsKey(Key.of(batch, slice))) {
            return;
        }
        Relation relation = step.ownership().get(slice.pass());
        String sql = batch.giantSql().bounds(step, relation, cut(slice, null));
        List<List<String>> bounds = bind(sql, slice, null)
                .query((row, i) -> List.of((String[]) row.getArray(1).getArray()))
                .list();
        Map<List<String>, Integer> places = new HashMap<>();
        places.put(begin(slice), 0);
        for (int place = 0; place < bounds.size(); place++) {
            places.put(bounds.get(place), place + 1);
        }
        known.put(Key.of(batch, slice), new Known(bounds, places));
    }

    void forget(BatchContext batch, Slice slice) {
        known.remove(Key.of(batch, slice));
    }

    /**
     * The key that ends the next {@code width} rows, about; null: all that is left.
     *
     * @throws IllegalStateException if {@link #find} was not asked, or the slice is where no chunk ended
     */
    @Nullable
    List<String> next(BatchContext batch, PlanStep step, Slice slice, int width) {
        Known bounds = known.get(Key.of(batch, slice));
        Integer place = bounds == null ? null : bounds.places().get(begin(slice));
        if (bounds == null || place == null) {
            throw new IllegalStateException("slice " + slice.number() + " is where no chunk ended");
        }
        if (width < STRIDE) {
            return between(batch, step, slice, width, bounds, place);
        }
        int next = place + width / STRIDE;
        return next > bounds.bounds().size() ? null : bounds.bounds().get(next - 1);
    }

    /** Chunks of so few rows end between two bounds. */
    private @Nullable List<String> between(
            BatchContext batch, PlanStep step, Slice slice, int width, Known bounds, int place) {
        List<String> upto = place < bounds.bounds().size() ? bounds.bounds().get(place) : null;
        Relation relation = step.ownership().get(slice.pass());
        String sql = batch.giantSql().nextBound(step, relation, cut(slice, upto), width);
        List<String> end = bind(sql, slice, upto)
                .query((row, i) -> List.of((String[]) row.getArray(1).getArray()))
                .optional()
                .orElse(upto);
        if (end != null) {
            bounds.places().putIfAbsent(end, place);
        }
        return end;
    }

    private static List<String> begin(Slice slice) {
        return slice.childKey() == null ? List.of() : slice.childKey();
    }

    /** What bounds the rows of a slice from where it is. */
    static GiantSql.Cut cut(Slice slice, @Nullable List<String> upto) {
        return new GiantSql.Cut(slice.childKey() != null, upto != null);
    }

    private JdbcClient.StatementSpec bind(String sql, Slice slice, @Nullable List<String> upto) {
        return bind(jdbc.sql(sql).param("to", slice.keyTo()), slice, upto);
    }

    /** The placeholders of {@link #cut}. */
    static JdbcClient.StatementSpec bind(JdbcClient.StatementSpec statement, Slice slice, @Nullable List<String> upto) {
        JdbcClient.StatementSpec bound = statement;
        if (slice.childKey() != null) {
            bound = bound.param("after", SliceStore.parameter(slice.childKey()));
        }
        return upto == null ? bound : bound.param("upto", SliceStore.parameter(upto));
    }
}
