package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.purge.TableBlocks.Extents;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Cuts one piece of work into slices: ranges of numbered keys, giants, or ranges of blocks. */
@Component
final class SliceCutter {

    private static final Logger LOG = LoggerFactory.getLogger(SliceCutter.class);

    /** Slices per worker: enough that all end at about the same time. */
    private static final int SLICES_PER_WORKER = 4;

    private static final long SMALLEST_ROWS = 1_000;

    private static final long SMALLEST_BLOCKS = 500;

    /** Rows of the first chunk of blocks. */
    private static final long FIRST_ROWS = 10_000;

    private final JdbcClient jdbc;
    private final Components components;
    private final TableBlocks blocks;

    SliceCutter(JdbcClient jdbc, Components components, TableBlocks blocks) {
        this.jdbc = jdbc;
        this.components = components;
        this.blocks = blocks;
    }

    /** What slices of one kind have in common. */
    private record Cut(int work, int target, int pass) {

        Slice slice(int number, Slice.Kind kind, long to, long position) {
            return new Slice(work, number, target, pass, kind, to, position, null, 0);
        }
    }

    List<Slice> slices(BatchContext batch, Work work) {
        if (work.component()) {
            return components.slices(batch, work);
        }
        if (work.detaches()) {
            Cut cut = new Cut(work.number(), work.number(), 0);
            KeyTable keys = keys(batch, work.detachment().relation());
            return slices(batch, cut, keys, List.of());
        }
        PlanStep step = work.steps().get(0);
        if (batch.tables().isCollected(step)) {
            Cut cut = new Cut(work.number(), step.order(), 0);
            return slices(batch, cut, batch.collectSql().keys(step), List.of());
        }
        if (!work.follows() && batch.blockSql().fits(step)) {
            Extents extents = blocks.extents(step);
            long going = expected(batch, step.order());
            if (TableBlocks.worthwhile(extents, going)) {
                LOG.info(
                        "run {}: {} goes by blocks, {} of about {} rows",
                        batch.runId(),
                        work.tableName(),
                        going,
                        extents.rows());
                return byBlocks(batch, new Cut(work.number(), step.order(), 0), extents, going);
            }
        }
        return byKeys(batch, work);
    }

    /** By the keys of those whom the rows of the only table hang off. */
    List<Slice> byKeys(BatchContext batch, Work work) {
        PlanStep step = work.steps().get(0);
        List<Slice> all = new ArrayList<>();
        for (int pass = 0; pass < step.ownership().size(); pass++) {
            Relation relation = step.ownership().get(pass);
            Cut cut = new Cut(work.number(), step.order(), pass);
            List<Long> giants = giants(batch, step, relation);
            List<Slice> more = work.follows() ? giants(cut, giants) : slices(batch, cut, keys(batch, relation), giants);
            more.forEach(slice -> all.add(slice.numbered(all.size())));
        }
        return all;
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
                .param("giant", SliceStore.GIANT_ROWS)
                .query(Boolean.class)
                .single();
        return possible
                ? jdbc.sql(batch.collectSql().giants(step, relation))
                        .param("giant", SliceStore.GIANT_ROWS)
                        .query((row, i) -> row.getLong(1))
                        .list()
                : List.of();
    }

    private long expected(BatchContext batch, int tableNo) {
        return jdbc.sql("select coalesce(sum(rows), 0)::bigint from orgpurge.expected"
                        + " where run_id = :run and batch = :batch and round = :round and table_no = :table")
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("table", tableNo)
                .query(Long.class)
                .single();
    }

    private static List<Slice> byBlocks(BatchContext batch, Cut cut, Extents extents, long going) {
        int first = (int) Math.max(1, FIRST_ROWS * extents.total() / going);
        long size = Math.max(SMALLEST_BLOCKS, share(batch, extents.blocks()));
        List<Slice> slices = new ArrayList<>();
        for (long start = 0; start < extents.blocks(); start += size) {
            long end = Math.min(start + size, extents.blocks());
            slices.add(cut.slice(slices.size(), Slice.Kind.BLOCKS, end, start).withWidth(first));
        }
        return slices;
    }

    private List<Slice> slices(BatchContext batch, Cut cut, KeyTable keys, List<Long> giants) {
        long last = jdbc.sql("select coalesce(max(n), 0) from " + keys.sql())
                .query(Long.class)
                .single();
        long perKey = last == 0 ? 1 : Math.max(1, expected(batch, cut.target()) / last);
        long size = Math.max(Math.max(1, SMALLEST_ROWS / perKey), share(batch, last));
        List<Slice> slices = new ArrayList<>();
        long from = 0;
        for (long giant : giants) {
            plain(slices, cut, from, giant - 1, size);
            slices.add(cut.slice(slices.size(), Slice.Kind.GIANT, giant, giant - 1));
            from = giant;
        }
        plain(slices, cut, from, last, size);
        return slices;
    }

    private static long share(BatchContext batch, long all) {
        long parts = (long) batch.context().settings().workers() * SLICES_PER_WORKER;
        return (all + parts - 1) / parts;
    }

    /** What is below no giant goes with its parents; so that this is not asked again, a slice without keys stands for it. */
    private static List<Slice> giants(Cut cut, List<Long> giants) {
        List<Slice> slices = new ArrayList<>();
        giants.forEach(giant -> slices.add(cut.slice(slices.size(), Slice.Kind.GIANT, giant, giant - 1)));
        return slices.isEmpty() ? List.of(cut.slice(0, Slice.Kind.KEYS, 0, 0)) : slices;
    }

    private static void plain(List<Slice> slices, Cut cut, long from, long to, long size) {
        for (long start = from; start < to; start += size) {
            slices.add(cut.slice(slices.size(), Slice.Kind.KEYS, Math.min(start + size, to), start));
        }
    }
}
