package dev.orgpurge.purge;

import java.util.HashSet;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a chunk that deletes organizations' own rows has to ask and to write down. */
final class RootRows {

    private RootRows() {}

    /** The organizations of a range of kept root keys, by their places in the run. */
    static Set<Integer> ordinals(JdbcClient jdbc, BatchContext batch, long from, long to, String range) {
        return new HashSet<>(jdbc.sql("select k.ordinal from " + keys(batch).sql() + " k where " + range)
                .param("from", from)
                .param("to", to)
                .query((row, i) -> row.getInt(1))
                .list());
    }

    /** Those whose row is gone have no more rows: their purge waits for the recount. */
    static void markDeleted(JdbcClient jdbc, BatchContext batch, long from, long to, String range) {
        KeyTable keys = keys(batch);
        jdbc.sql(
                        "update orgpurge.run_organization r set status = 'deleted' where r.run_id = :run and r.ordinal = any (array("
                                + "select k.ordinal from " + keys.sql() + " k where " + range
                                + " and not exists (select from "
                                + keys.table().sql() + " p where " + PathSql.same("p", keys, "k")
                                + "))) and r.status = 'claimed'")
                .param("from", from)
                .param("to", to)
                .param("run", batch.runId())
                .update();
    }

    private static KeyTable keys(BatchContext batch) {
        return batch.collectSql().keys(batch.tables().step(batch.tables().plan().root()));
    }
}
