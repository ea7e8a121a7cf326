package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
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
    private record Range(BatchContext batch, KeyedSql sql, long from, long to) {

        boolean single() {
            return to - from == 1;
        }
    }

    /**
     * @throws MiscountException if it has to be tried again with more caution
     * @throws CrowdedRangeException if it has to be tried again with fewer keys
     */
    Gone run(BatchContext batch, Work work, Slice slice, long to, Caution caution) {
        Range range = new Range(batch, batch.keyedSql(work, slice.target()), slice.position(), to);
        boolean root = range.sql().step().isRoot();
        if (caution == Caution.LEAVE_REFERRED || root || range.sql().needsLock()) {
            bounded(range.sql().lock(), range).query(Long.class).single();
        }
        if (root) {
            assertStillDue(range);
        }
        Gone gone = gone(range, caution);
        if (root) {
            RootRows.markDeleted(jdbc, batch, range.from(), gone.to(), LiveSql.BY_KEY);
        }
        return gone;
    }

    /** The root rows are locked: whoever reactivated one before is seen, whoever wants to after must wait. */
    private void assertStillDue(Range range) {
        objections.assertStillDue(
                range.batch(), RootRows.ordinals(jdbc, range.batch(), range.from(), range.to(), LiveSql.BY_KEY));
    }

    private Gone gone(Range range, Caution caution) {
        KeyedSql sql = range.sql();
        if (caution != Caution.NONE || !sql.countable()) {
            return oneByOne(range, caution);
        }
        return sql.stays() ? asKept(range) : taken(range);
    }

    /** A key is one row's: if as many rows go as keys are kept, just these went, and whose they are is known. */
    private Gone asKept(Range range) {
        KeyedSql sql = range.sql();
        long rows = 0;
        for (KeyedSql.Below below : sql.below()) {
            rows += countedAndDeleted(range, below.step(), sql.countAndDelete(below.step()));
        }
        ChunkCounts kept = new ChunkCounts(sql.step().order());
        bounded(sql.kept(), range).query(row -> {
            kept.add(row.getInt("ordinal"), row.getLong("rows"));
        });
        StatementSpec own = bounded(sql.whole().delete(), range);
        return new Gone(range.to(), rows + deleted(own, range, sql.step(), kept));
    }

    private long countedAndDeleted(Range range, PlanStep step, String sql) {
        long most = range.single() ? Long.MAX_VALUE : MOST_ROWS;
        long rows = written(range, step, sql).param("most", most).update();
        long counted = jdbc.sql(
                        "select coalesce(nullif(current_setting('" + DeleteSql.COUNTED + "', true), '')::bigint, -1)")
                .query(Long.class)
                .single();
        if (counted > most) {
            throw new CrowdedRangeException(step.table().name().toString(), counted);
        }
        if (rows != counted) {
            throw new MiscountException(step.table().name().toString());
        }
        return rows;
    }

    /** Which of an organization's keys in the range have rows that go. */
    private record Taken(int ordinal, long kept, long rows) {}

    private Gone taken(Range range) {
        List<Taken> taken = bounded(range.sql().whole().take(), range)
                .query((row, i) -> new Taken(row.getInt("ordinal"), row.getLong("kept"), row.getLong("taken")))
                .list();
        boolean whole = taken.stream().allMatch(one -> one.rows() == one.kept());
        if (!whole) {
            return eachTaken(range);
        }
        List<ChunkCounts> counts = new ArrayList<>();
        for (KeyedSql.Below below : range.sql().below()) {
            counts.add(countsBelow(range, below));
        }
        ChunkCounts own = new ChunkCounts(range.sql().step().order());
        taken.forEach(one -> own.add(one.ordinal(), one.rows()));
        counts.add(own);
        if (counts.stream().mapToLong(ChunkCounts::total).sum() > MOST_ROWS && !range.single()) {
            return eachTaken(range);
        }
        return new Gone(range.to(), deleteWhole(range, counts));
    }

    private ChunkCounts countsBelow(Range range, KeyedSql.Below below) {
        ChunkCounts counts = new ChunkCounts(below.step().order());
        bounded(below.whole().count(), range).query(row -> {
            counts.add(row.getInt("id"), row.getLong("rows"));
        });
        return counts;
    }

    private long deleteWhole(Range range, List<ChunkCounts> counts) {
        KeyedSql sql = range.sql();
        long rows = 0;
        for (int i = 0; i < sql.below().size(); i++) {
            KeyedSql.Below below = sql.below().get(i);
            rows += deleted(bounded(below.whole().delete(), range), range, below.step(), counts.get(i));
        }
        StatementSpec own = bounded(sql.whole().delete(), range);
        return rows + deleted(own, range, sql.step(), counts.get(counts.size() - 1));
    }

    /** Some of the range's rows moved away, are gone or stay, or the range is too crowded: the rows are looked at one by one. */
    private Gone eachTaken(Range range) {
        NavigableMap<Long, Integer> owners = new TreeMap<>();
        bounded(range.sql().each().take(), range).query(row -> {
            owners.put(row.getLong("n"), row.getInt("ordinal"));
        });
        if (owners.isEmpty()) {
            return new Gone(range.to(), 0);
        }
        List<Map<Long, Long>> below = range.sql().below().stream()
                .map(companion -> rowsBelow(companion, owners.keySet()))
                .toList();
        long last = lastThatFits(owners, below);
        boolean all = last == owners.lastKey();
        return new Gone(all ? range.to() : last, deleteEach(range, owners.headMap(last, true), below));
    }

    private Map<Long, Long> rowsBelow(KeyedSql.Below companion, Set<Long> numbers) {
        Map<Long, Long> rows = new HashMap<>();
        numbered(companion.each().count(), numbers).query(row -> {
            rows.put(row.getLong("id"), row.getLong("rows"));
        });
        return rows;
    }

    private static long lastThatFits(NavigableMap<Long, Integer> owners, List<Map<Long, Long>> below) {
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

    private long deleteEach(Range range, NavigableMap<Long, Integer> going, List<Map<Long, Long>> below) {
        KeyedSql sql = range.sql();
        long rows = 0;
        for (int i = 0; i < sql.below().size(); i++) {
            KeyedSql.Below companion = sql.below().get(i);
            ChunkCounts counts = new ChunkCounts(companion.step().order());
            Map<Long, Long> perKey = below.get(i);
            going.forEach((n, ordinal) -> counts.add(ordinal, perKey.getOrDefault(n, 0L)));
            rows += deleted(numbered(companion.each().delete(), going.keySet()), range, companion.step(), counts);
        }
        ChunkCounts own = new ChunkCounts(sql.step().order());
        going.values().forEach(ordinal -> own.add(ordinal, 1));
        return rows + deleted(numbered(sql.each().delete(), going.keySet()), range, sql.step(), own);
    }

    private long deleted(StatementSpec delete, Range range, PlanStep step, ChunkCounts counts) {
        if (counts.total() == 0) {
            return 0;
        }
        long rows = delete.update();
        if (rows != counts.total()) {
            throw new MiscountException(step.table().name().toString());
        }
        counts.write(jdbc, range.batch());
        return rows;
    }

    private Gone oneByOne(Range range, Caution caution) {
        KeyedSql sql = range.sql();
        long rows = 0;
        for (KeyedSql.Below below : sql.below()) {
            rows += changed(range, below.step(), sql.oneByOne(below.step()));
        }
        rows += changed(range, sql.step(), sql.oneByOne(caution == Caution.LEAVE_REFERRED));
        return new Gone(range.to(), rows);
    }

    private long changed(Range range, PlanStep step, String sql) {
        return written(range, step, sql).query(Long.class).single();
    }

    private StatementSpec written(Range range, PlanStep step, String sql) {
        return ChunkCounts.written(jdbc, range.batch(), step.order(), sql)
                .param("from", range.from())
                .param("to", range.to());
    }

    private StatementSpec bounded(String sql, Range range) {
        return jdbc.sql(sql).param("from", range.from()).param("to", range.to());
    }

    private StatementSpec numbered(String sql, Set<Long> numbers) {
        return jdbc.sql(sql).param("numbers", numbers.toArray(Long[]::new));
    }
}
