package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.purge.TableBlocks.Extents;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Rows below one parent that has more of them than a chunk should delete. */
@Component
final class GiantChunk {

    private final JdbcClient jdbc;
    private final GiantBounds bounds;
    private final TableBlocks blocks;

    GiantChunk(JdbcClient jdbc, GiantBounds bounds, TableBlocks blocks) {
        this.jdbc = jdbc;
        this.bounds = bounds;
        this.blocks = blocks;
    }

    /** @param width rows, or blocks where rows have no key */
    ChunkTransaction.Done run(BatchContext batch, PlanStep step, Slice slice, int width) {
        return step.table().identity().isPresent()
                ? byKey(batch, step, slice, width)
                : byBlocks(batch, step, slice, width);
    }

    private ChunkTransaction.Done byKey(BatchContext batch, PlanStep step, Slice slice, int width) {
        Relation relation = step.ownership().get(slice.pass());
        List<String> upto = bounds.next(batch, step, slice, width);
        String delete = batch.giantSql().delete(step, relation, GiantBounds.cut(slice, upto));
        long rows = GiantBounds.bind(below(slice, delete), slice, upto).update();
        written(batch, step, slice, rows);
        Slice next = upto == null ? slice.at(slice.keyTo(), null) : slice.at(slice.position(), upto);
        return new ChunkTransaction.Done(next, rows);
    }

    /**
     * In a table without a key, the table's blocks are gone through. Who updates a row moves it, maybe behind us:
     * what is left at the end goes then, unless it is a giant again. Where going through all blocks deleted nothing, what is left
     * stays: its parent moved away, or a trigger keeps it.
     */
    private ChunkTransaction.Done byBlocks(BatchContext batch, PlanStep step, Slice slice, int width) {
        BlockSql sql = batch.blockSql();
        Relation relation = step.ownership().get(slice.pass());
        Extents extents = blocks.extents(step);
        List<String> before = slice.childKey();
        long first = before == null ? 0 : Long.parseLong(before.get(0));
        long goneBefore = before == null ? 0 : Long.parseLong(before.get(1));
        long next = first + extents.stride(width);
        long rows = below(slice, sql.ofOne(step, relation))
                .param("first", "(" + first + ",0)")
                .param("next", "(" + next + ",0)")
                .update();
        written(batch, step, slice, rows);
        long gone = goneBefore + rows;
        if (next < extents.blocks()) {
            return new ChunkTransaction.Done(
                    slice.at(slice.position(), List.of(String.valueOf(next), String.valueOf(gone))), rows);
        }
        long left = jdbc.sql(sql.left(step, relation))
                .param("to", slice.keyTo())
                .param("most", SliceStore.GIANT_ROWS + 1)
                .query(Long.class)
                .single();
        if (left > SliceStore.GIANT_ROWS && gone > 0) {
            return new ChunkTransaction.Done(slice.at(slice.position(), List.of("0", "0")), rows);
        }
        rows += theRest(batch, step, slice);
        return new ChunkTransaction.Done(slice.at(slice.keyTo(), null), rows);
    }

    private long theRest(BatchContext batch, PlanStep step, Slice slice) {
        String sql = batch.deleteSql().byParent(step, step.ownership().get(slice.pass()));
        return ChunkCounts.written(jdbc, batch, step.order(), sql)
                .param("from", slice.position())
                .param("to", slice.keyTo())
                .query(Long.class)
                .single();
    }

    private StatementSpec below(Slice slice, String sql) {
        return jdbc.sql(sql).param("from", slice.position()).param("to", slice.keyTo());
    }

    /** A giant is one parent, and so of one organization. */
    private void written(BatchContext batch, PlanStep step, Slice slice, long rows) {
        if (rows > 0) {
            int ordinal = below(slice, batch.deleteSql().owners(step.ownership().get(slice.pass())))
                    .query(Integer.class)
                    .single();
            ChunkCounts.write(jdbc, batch, step.order(), ordinal, rows);
        }
    }
}
