package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Relation;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;
import org.springframework.stereotype.Component;

/** Rows directly below the organizations of a batch, by ranges of their table's blocks. */
@Component
final class BlockChunk {

    private final JdbcClient jdbc;
    private final TableBlocks blocks;

    BlockChunk(JdbcClient jdbc, TableBlocks blocks) {
        this.jdbc = jdbc;
        this.blocks = blocks;
    }

    /** @param width blocks, of all partitions together */
    ChunkTransaction.Done run(BatchContext batch, PlanStep step, Slice slice, int width) {
        long next = Math.min(slice.position() + blocks.extents(step).stride(width), slice.keyTo());
        Relation relation = step.ownership().get(slice.pass());
        List<Integer> owners = ofAll(jdbc.sql(batch.deleteSql().owners(relation)))
                .query((row, i) -> row.getInt(1))
                .list();
        long rows = owners.size() == 1
                ? ofOne(batch, step, slice, next, owners.get(0))
                : between(
                                ChunkCounts.written(
                                        jdbc,
                                        batch,
                                        step.order(),
                                        batch.blockSql().ofAll(step, relation)),
                                slice,
                                next)
                        .query(Long.class)
                        .single();
        return new ChunkTransaction.Done(slice.at(next, null), rows);
    }

    private long ofOne(BatchContext batch, PlanStep step, Slice slice, long next, int ordinal) {
        String sql = batch.blockSql().ofOne(step, step.ownership().get(slice.pass()));
        long rows = between(jdbc.sql(sql), slice, next).update();
        ChunkCounts.write(jdbc, batch, step.order(), ordinal, rows);
        return rows;
    }

    private static StatementSpec ofAll(StatementSpec sql) {
        return sql.param("from", 0L).param("to", Long.MAX_VALUE);
    }

    private static StatementSpec between(StatementSpec sql, Slice slice, long next) {
        return ofAll(sql).param("first", "(" + slice.position() + ",0)").param("next", "(" + next + ",0)");
    }
}
