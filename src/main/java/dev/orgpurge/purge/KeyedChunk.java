package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/**
 * Rows that go by their own kept keys, after the rows of companion tables that hang off them. They are locked first, with
 * what makes them the organization's; from then on nothing can arrive below them, so that rows can be counted before they go, and
 * the server's own row count, which costs nothing, tells whether just these went.
 */
@Component
final class KeyedChunk {

    /** Rows of a chunk; if the rows below its keys are more, it takes fewer keys, at least one. */
    private static final long MOST_ROWS = SliceStore.GIANT_ROWS;

    private final JdbcClient jdbc;
    private final Objections objections;

    KeyedChunk(JdbcClient jdbc, Objections objections) {
        this.jdbc = jdbc;
        this.objections = objections;
    }

    /** @param to the last key that is done */
    record Gone(long to, long rows) {}

    /** The keys of one table that a chunk is about. */
    private record Range(BatchContext batch, Work work, PlanStep step, long from, long to) {

        DeleteSql sql() {
            return batch.deleteSql();
        }
    }

    Gone run(BatchContext batch, Work work, Slice slice, long to, Caution caution) {
        Range range = new Range(batch, work, work.target(slice.target()), slice.position(), to);
        lockIfNeeded(range, caution);
        if (range.step().isRoot()) {
            assertStillDue(range);
        }
        Gone gone = gone(range, caution);
        if (range.step().isRoot()) {
            RootRows.markDeleted(jdbc, batch, range.from(), gone.to(), LiveSql.BY_KEY);
        }
        return gone;
    }

    private Gone gone(Range range, Caution caution) {
        if (caution != Caution.NONE || !countable(range)) {
            return oneByOne(range, caution);
        }
        return stays(range) ? asKept(range) : counted(range);
    }

    private static boolean stays(Range range) {
        DeleteSql sql = range.sql();
        return !sql.needsLock(range.step())
                && range.work().touched().stream().allMatch(step -> sql.stays(range.step(), step));
    }

    /** Nobody moves these rows, says the policy: they need no lock. */
    private Gone asKept(Range range) {
        Set<Long> numbers =
                LongStream.rangeClosed(range.from() + 1, range.to()).boxed().collect(Collectors.toSet());
        long rows = 0;
        for (PlanStep companion : range.work().companions()) {
            rows += counted(
                    range,
                    companion,
                    range.sql().countAndDelete(companion, companion.ownership().get(0)),
                    numbers);
        }
        rows += counted(range, range.step(), range.sql().countAndDelete(range.step()), numbers);
        return new Gone(range.to(), rows);
    }

    private long counted(Range range, PlanStep step, String sql, Set<Long> numbers) {
        long rows = numbered(sql, numbers)
                .param("run", range.batch().runId())
                .param("batch", range.batch().batch())
                .param("round", range.batch().round())
                .param("table", step.order())
                .update();
        long counted = jdbc.sql(
                        "select coalesce(nullif(current_setting('" + DeleteSql.COUNTED + "', true), '')::bigint, -1)")
                .query(Long.class)
                .single();
        if (rows != counted) {
            throw new MiscountException(step.table().name().toString());
        }
        return rows;
    }

    private static boolean countable(Range range) {
        DeleteSql sql = range.sql();
        return sql.countable(range.step()) && range.work().companions().stream().allMatch(sql::countableBelow);
    }

    private void lockIfNeeded(Range range, Caution caution) {
        PlanStep step = range.step();
        if (caution == Caution.LEAVE_REFERRED || step.isRoot() || range.sql().needsLock(step)) {
            bounds(range.sql().lockOwn(step, LiveSql.BY_KEY), range)
                    .query(Long.class)
                    .single();
        }
    }

    /** The root rows are locked: whoever reactivated one before is seen, whoever wants to after must wait. */
    private void assertStillDue(Range range) {
        objections.assertStillDue(
                range.batch(), RootRows.ordinals(jdbc, range.batch(), range.from(), range.to(), LiveSql.BY_KEY));
    }

    private Gone counted(Range range) {
        NavigableMap<Long, Integer> owners = new TreeMap<>();
        bounds(range.sql().take(range.step(), range.work().companions()), range).query(row -> {
            owners.put(row.getLong("n"), row.getInt("ordinal"));
        });
        if (owners.isEmpty()) {
            return new Gone(range.to(), 0);
        }
        Map<PlanStep, Map<Long, Long>> below = new HashMap<>();
        for (PlanStep companion : range.work().companions()) {
            below.put(companion, rowsBelow(range, companion, owners.keySet()));
        }
        long last = lastThatFits(owners, below.values());
        boolean all = last == owners.lastKey();
        NavigableMap<Long, Integer> going = new TreeMap<>(owners.headMap(last, true));
        long rows = 0;
        for (PlanStep companion : range.work().companions()) {
            rows += deleteBelow(range, companion, going, below.getOrDefault(companion, Map.of()));
        }
        rows += deleteTaken(range, going);
        return new Gone(all ? range.to() : last, rows);
    }

    private Map<Long, Long> rowsBelow(Range range, PlanStep companion, Set<Long> numbers) {
        Map<Long, Long> rows = new HashMap<>();
        numbered(range.sql().countBelow(companion, companion.ownership().get(0)), numbers)
                .query(row -> {
                    rows.put(row.getLong("n"), row.getLong("rows"));
                });
        return rows;
    }

    private static long lastThatFits(NavigableMap<Long, Integer> owners, Iterable<Map<Long, Long>> below) {
        long rows = 0;
        long last = owners.firstKey();
        for (long n : owners.keySet()) {
            rows++;
            for (Map<Long, Long> table : below) {
                rows += table.getOrDefault(n, 0L);
            }
            if (rows > MOST_ROWS && n > owners.firstKey()) {
                return last;
            }
            last = n;
        }
        return last;
    }

    private long deleteBelow(
            Range range, PlanStep companion, NavigableMap<Long, Integer> going, Map<Long, Long> below) {
        ChunkCounts counts = new ChunkCounts(companion.order());
        going.forEach((n, ordinal) -> counts.add(ordinal, below.getOrDefault(n, 0L)));
        if (counts.total() == 0) {
            return 0;
        }
        String sql = range.sql().deleteBelow(companion, companion.ownership().get(0));
        return delete(range, companion, sql, going.keySet(), counts);
    }

    private long deleteTaken(Range range, NavigableMap<Long, Integer> going) {
        ChunkCounts counts = new ChunkCounts(range.step().order());
        going.values().forEach(ordinal -> counts.add(ordinal, 1));
        return delete(range, range.step(), range.sql().deleteTaken(range.step()), going.keySet(), counts);
    }

    private long delete(Range range, PlanStep step, String sql, Set<Long> numbers, ChunkCounts counts) {
        long rows = numbered(sql, numbers).update();
        if (rows != counts.total()) {
            throw new MiscountException(step.table().name().toString());
        }
        counts.write(jdbc, range.batch());
        return rows;
    }

    private Gone oneByOne(Range range, Caution caution) {
        DeleteSql sql = range.sql();
        List<PlanStep> companions = new ArrayList<>(range.work().companions());
        long rows = 0;
        for (PlanStep companion : companions) {
            String below = sql.byParent(companion, companion.ownership().get(0), /* cut= */ false);
            rows += changed(range, companion, below);
        }
        rows += changed(range, range.step(), sql.byOwnKey(range.step(), caution == Caution.LEAVE_REFERRED));
        return new Gone(range.to(), rows);
    }

    private long changed(Range range, PlanStep step, String sql) {
        return bounds(sql, range)
                .param("run", range.batch().runId())
                .param("batch", range.batch().batch())
                .param("round", range.batch().round())
                .param("table", step.order())
                .query(Long.class)
                .single();
    }

    private StatementSpec bounds(String sql, Range range) {
        return jdbc.sql(sql).param("from", range.from()).param("to", range.to());
    }

    private StatementSpec numbered(String sql, Set<Long> numbers) {
        return jdbc.sql(sql).param("numbers", new HashSet<>(numbers).toArray(Long[]::new));
    }
}
