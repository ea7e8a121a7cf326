package dev.orgpurge.purge;

import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.core.simple.JdbcClient.StatementSpec;

/** Rows of one table that a chunk deleted, by the organizations' places in the run. */
record ChunkCounts(int tableNo, TreeMap<Integer, Long> rows) {

    ChunkCounts(int tableNo) {
        this(tableNo, new TreeMap<>());
    }

    void add(int ordinal, long more) {
        rows.merge(ordinal, more, Long::sum);
    }

    long total() {
        return rows.values().stream().mapToLong(Long::longValue).sum();
    }

    /** A statement that writes the counts of one table or detachment itself. */
    static StatementSpec written(JdbcClient jdbc, BatchContext batch, int tableNo, String sql) {
        return jdbc.sql(sql)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("table", tableNo);
    }

    /** Writes the rows of one organization. */
    static void write(JdbcClient jdbc, BatchContext batch, int tableNo, int ordinal, long rows) {
        ChunkCounts counts = new ChunkCounts(tableNo);
        counts.add(ordinal, rows);
        counts.write(jdbc, batch);
    }

    /** Writes them in the transaction of the deletes. */
    void write(JdbcClient jdbc, BatchContext batch) {
        if (total() == 0) {
            return;
        }
        UUID run = batch.runId();
        jdbc.sql(
                        "insert into orgpurge.chunk (run_id, batch, round, table_no, ordinals, rows)"
                                + " values (:run, :batch, :round, :table, cast(:ordinals as integer[]), cast(:rows as bigint[]))")
                .param("run", run)
                .param("batch", batch.batch())
                .param("round", batch.round())
                .param("table", tableNo)
                .param("ordinals", rows.keySet().toArray(Integer[]::new))
                .param("rows", rows.values().toArray(Long[]::new))
                .update();
    }
}
