package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** The rows of {@code orgpurge.slice}: cuts the keys of one piece of work into slices and keeps how far each has come. */
@Component
final class SliceStore {

    /** More rows than that below one parent are cut below it; about the rows of a few hundred milliseconds. */
    static final long GIANT_ROWS = 20_000;

    /** Slices per worker: enough that all end at about the same time. */
    private static final int SLICES_PER_WORKER = 4;

    private static final long SMALLEST_SLICE = 1_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final Components components;

    SliceStore(JdbcClient jdbc, TransactionTemplate transaction, RunStore runs, Components components) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.components = components;
    }

    /** The slices that are left to do; cut once, then remembered over restarts. */
    List<Slice> open(BatchContext batch, Work work) {
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            if (!cut(batch, work)) {
                insert(batch, slices(batch, work));
            }
        });
        return jdbc.sql("""
                        select table_no, slice, target, pass, giant, key_to, position, child_key, width
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

    private boolean cut(BatchContext batch, Work work) {
        return jdbc.sql("select exists (select from orgpurge.slice where run_id = :run and batch = :batch"
                        + " and round = :round and table_no = :work)")
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("work", work.number())
                .query(Boolean.class)
                .single();
    }

    private List<Slice> slices(BatchContext batch, Work work) {
        if (work.component()) {
            return components.slices(batch, work);
        }
        if (work.detaches()) {
            KeyTable keys = keys(batch, work.detachment().relation());
            return slices(batch, new Cut(work.number(), work.number(), 0), keys, List.of());
        }
        PlanStep step = work.steps().get(0);
        if (batch.tables().isCollected(step)) {
            return slices(
                    batch,
                    new Cut(work.number(), step.order(), 0),
                    batch.collectSql().keys(step),
                    List.of());
        }
        List<Slice> all = new ArrayList<>();
        for (int pass = 0; pass < step.ownership().size(); pass++) {
            Relation relation = step.ownership().get(pass);
            Cut cut = new Cut(work.number(), step.order(), pass);
            KeyTable keys = keys(batch, relation);
            List<Long> giants = giants(batch, step, relation);
            List<Slice> more = work.follows() ? giants(cut, giants) : slices(batch, cut, keys, giants);
            more.forEach(slice -> all.add(renumbered(slice, all.size())));
        }
        return all;
    }

    /** What slices of one kind have in common. */
    private record Cut(int work, int target, int pass) {

        Slice slice(int number, boolean giant, long to, long position) {
            return new Slice(work, number, target, pass, giant, to, position, null, 0);
        }
    }

    private static Slice renumbered(Slice slice, int number) {
        return new Slice(
                slice.work(),
                number,
                slice.target(),
                slice.pass(),
                slice.giant(),
                slice.keyTo(),
                slice.position(),
                null,
                0);
    }

    private static KeyTable keys(BatchContext batch, Relation relation) {
        return batch.tables().requireKeys(relation.parent(), batch.run().number(), batch.batch());
    }

    private List<Long> giants(BatchContext batch, PlanStep step, Relation relation) {
        boolean possible = jdbc.sql(
                        "select exists (select from orgpurge.expected where run_id = :run and batch = :batch"
                                + " and table_no = :table and rows > :giant)")
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("table", step.order())
                .param("giant", GIANT_ROWS)
                .query(Boolean.class)
                .single();
        return possible
                ? jdbc.sql(batch.collectSql().giants(step, relation))
                        .param("giant", GIANT_ROWS)
                        .query((row, i) -> row.getLong(1))
                        .list()
                : List.of();
    }

    private List<Slice> slices(BatchContext batch, Cut cut, KeyTable keys, List<Long> giants) {
        long last = jdbc.sql("select coalesce(max(n), 0) from " + keys.sql())
                .query(Long.class)
                .single();
        long parts = (long) batch.context().settings().workers() * SLICES_PER_WORKER;
        long size = Math.max(SMALLEST_SLICE, (last + parts - 1) / parts);
        List<Slice> slices = new ArrayList<>();
        long from = 0;
        for (long giant : giants) {
            plain(slices, cut, from, giant - 1, size);
            slices.add(cut.slice(slices.size(), true, giant, giant - 1));
            from = giant;
        }
        plain(slices, cut, from, last, size);
        return slices;
    }

    /** What is below no giant goes with its parents; so that this is not asked again, a slice without keys stands for it. */
    private static List<Slice> giants(Cut cut, List<Long> giants) {
        List<Slice> slices = new ArrayList<>();
        giants.forEach(giant -> slices.add(cut.slice(slices.size(), true, giant, giant - 1)));
        return slices.isEmpty() ? List.of(cut.slice(0, false, 0, 0)) : slices;
    }

    private static void plain(List<Slice> slices, Cut cut, long from, long to, long size) {
        for (long start = from; start < to; start += size) {
            slices.add(cut.slice(slices.size(), false, Math.min(start + size, to), start));
        }
    }

    private void insert(BatchContext batch, List<Slice> slices) {
        for (Slice slice : slices) {
            jdbc.sql("""
                            insert into orgpurge.slice
                                   (run_id, batch, round, table_no, slice, target, pass, giant, key_to, position, done)
                            values (:run, :batch, :round, :work, :slice, :target, :pass, :giant, :to, :position, :done)
                            """)
                    .param("run", batch.runId())
                    .param("batch", batch.batch())
                    .param("round", batch.round())
                    .param("work", slice.work())
                    .param("slice", slice.number())
                    .param("target", slice.target())
                    .param("pass", slice.pass())
                    .param("giant", slice.giant())
                    .param("to", slice.keyTo())
                    .param("position", slice.position())
                    .param("done", slice.done())
                    .update();
        }
    }

    /** The checkpoint as it was committed; after a lost connection nobody knows without asking. */
    Slice read(BatchContext batch, Slice slice) {
        return jdbc.sql("""
                        select table_no, slice, target, pass, giant, key_to, position, child_key, width
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

    private static Slice slice(ResultSet row, int index) throws SQLException {
        return new Slice(
                row.getInt("table_no"),
                row.getInt("slice"),
                row.getInt("target"),
                row.getInt("pass"),
                row.getBoolean("giant"),
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
