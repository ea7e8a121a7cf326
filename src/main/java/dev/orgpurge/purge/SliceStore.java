package dev.orgpurge.purge;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of {@code orgpurge.slice}: into what one piece of work was cut, and how far each slice has come. */
@Component
final class SliceStore {

    /** More rows than that below one parent are cut below it; about the rows of a few hundred milliseconds. */
    static final long GIANT_ROWS = 20_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final SliceCutter cutter;

    SliceStore(JdbcClient jdbc, TransactionTemplate transaction, RunStore runs, SliceCutter cutter) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.cutter = cutter;
    }

    /** The slices that are left to do; cut once, then remembered over restarts. */
    List<Slice> open(BatchContext batch, Work work) {
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            int cut = cut(batch, work);
            List<Slice> more = cut == 0 ? cutter.slices(batch, work) : left(batch, work);
            more.forEach(slice -> insert(batch, slice.numbered(cut + slice.number())));
        });
        return jdbc.sql("""
                        select table_no, slice, target, pass, kind, key_to, position, child_key, width
                          from orgpurge.slice
                         where run_id = :run and batch = :batch and round = :round and table_no = :work and not done
                         order by slice
                        """)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("work", work.number())
                .query(SliceStore::slice)
                .list();
    }

    private int cut(BatchContext batch, Work work) {
        return jdbc.sql("select count(*) from orgpurge.slice where run_id = :run and batch = :batch"
                        + " and round = :round and table_no = :work")
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("work", work.number())
                .query(Integer.class)
                .single();
    }

    /**
     * Where a table was gone through by its blocks, rows may be left: somebody updated them, and they moved behind us, or a block could
     * not be done. They go by the keys of those they hang off, unless just as many rows are gone as were counted.
     */
    private List<Slice> left(BatchContext batch, Work work) {
        boolean left = jdbc.sql("""
                        with s as (select count(*) as slices, count(*) filter (where kind = 'BLOCKS' and done) as gone
                                     from orgpurge.slice
                                    where run_id = :run and batch = :batch and round = :round and table_no = :work),
                             g as (select u.ordinal, sum(u.rows) as rows
                                     from orgpurge.chunk c cross join unnest(c.ordinals, c.rows) as u(ordinal, rows)
                                    where c.run_id = :run and c.batch = :batch and c.round = :round and c.table_no = :work
                                    group by 1)
                        select s.slices > 0 and s.slices = s.gone
                               and exists (select from orgpurge.expected e left join g using (ordinal)
                                            where e.run_id = :run and e.batch = :batch and e.round = :round and e.table_no = :work
                                              and e.rows <> coalesce(g.rows, 0))
                          from s
                        """)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("work", work.number())
                .query(Boolean.class)
                .single();
        return left ? cutter.byKeys(batch, work) : List.of();
    }

    private void insert(BatchContext batch, Slice slice) {
        jdbc.sql("""
                        insert into orgpurge.slice
                               (run_id, batch, round, table_no, slice, target, pass, kind, key_to, position, width, done)
                        values (:run, :batch, :round, :work, :slice, :target, :pass, :kind, :to, :position, :width, :done)
                        """)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("work", slice.work())
                .param("slice", slice.number())
                .param("target", slice.target())
                .param("pass", slice.pass())
                .param("kind", slice.kind().name())
                .param("to", slice.keyTo())
                .param("position", slice.position())
                .param("width", slice.width())
                .param("done", slice.done())
                .update();
    }

    /** The checkpoint as it was committed; after a lost connection nobody knows without asking. */
    Slice read(BatchContext batch, Slice slice) {
        return jdbc.sql("""
                        select table_no, slice, target, pass, kind, key_to, position, child_key, width
                          from orgpurge.slice
                         where run_id = :run and batch = :batch and round = :round and table_no = :work and slice = :slice
                        """)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("work", slice.work())
                .param("slice", slice.number())
                .query(SliceStore::slice)
                .single();
    }

    /**
     * Moves the checkpoint in the chunk's transaction; whoever finds it moved already has lost the race.
     *
     * @param width what the chunk took: whoever goes on begins with that
     */
    void advance(BatchContext batch, Slice from, Slice to, int width) {
        int updated = jdbc.sql("""
                        update orgpurge.slice
                           set position = :position, child_key = cast(:child as text[]), done = :done, width = :width
                         where run_id = :run and batch = :batch and round = :round and table_no = :work and slice = :slice
                           and position = :before and child_key is not distinct from cast(:childBefore as text[])
                        """)
                .param("position", to.position())
                .param("child", parameter(to.childKey()))
                .param("done", to.done())
                .param("width", width)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("work", from.work())
                .param("slice", from.number())
                .param("before", from.position())
                .param("childBefore", parameter(from.childKey()))
                .update();
        if (updated != 1) {
            throw new IllegalStateException("the checkpoint of slice " + from.number() + " is not where it was left");
        }
    }

    /** Gives up what is left of a slice of blocks; its rows go by keys. */
    Slice leave(BatchContext batch, Slice slice) {
        Slice end = slice.at(slice.keyTo(), null);
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            advance(batch, slice, end, slice.width());
        });
        return end;
    }

    private static Slice slice(ResultSet row, int index) throws SQLException {
        return new Slice(
                row.getInt("table_no"),
                row.getInt("slice"),
                row.getInt("target"),
                row.getInt("pass"),
                Slice.Kind.valueOf(row.getString("kind")),
                row.getLong("key_to"),
                row.getLong("position"),
                texts(row.getArray("child_key")),
                row.getInt("width"));
    }

    private static @Nullable List<String> texts(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((String[]) array.getArray());
    }

    /** A child's key as a parameter. */
    static String @Nullable [] parameter(@Nullable List<String> childKey) {
        return childKey == null ? null : childKey.toArray(String[]::new);
    }
}
