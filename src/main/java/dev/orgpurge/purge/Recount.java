package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.CatalogueReader;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.purge.Totals.Remaining;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The independent second count of a batch whose organizations are gone; see {@link RecountSql}. */
@Component
final class Recount {

    /**
     * For this transaction: what VACUUM said of the pages before the purge makes the planner expect that an index alone will do,
     * when every row has to be looked up (manual, section 11.9).
     */
    private static final String AS_IT_IS_NOW = "set local enable_indexonlyscan = off";

    private final JdbcClient jdbc;
    private final CatalogueReader reader;
    private final BatchStore batches;

    Recount(JdbcClient jdbc, CatalogueReader reader, BatchStore batches) {
        this.jdbc = jdbc;
        this.reader = reader;
        this.batches = batches;
    }

    /** The tables and keys as they are after the last delete; to be read outside a transaction. */
    Catalogue catalogue() {
        return reader.read();
    }

    /** Rows left per organization and table; what belongs to another owner by now is among them, unless it is marked as moved. */
    List<Remaining> rowsLeft(BatchContext batch, Catalogue now) {
        PlanTables tables = batch.tables();
        RecountSql sql = new RecountSql(tables, now, batch.run().number(), batch.batch());
        KeyRows kept = batches.keyRows(batch.runId(), batch.batch());
        jdbc.sql(AS_IT_IS_NOW).update();
        List<Remaining> left = new ArrayList<>();
        for (PlanStep step : tables.deleted()) {
            if (kept.mayOwn(tables, step)) {
                RecountSql.Ways ways = sql.rowsLeft(step, table -> kept.any(tables.step(table)));
                long some = asked(ways.some(), batch).query(Long.class).single();
                if (some > 0) {
                    asked(ways.each(), batch).query(row -> {
                        left.add(new Remaining(row.getInt("ordinal"), step.order(), row.getLong("rows")));
                    });
                }
            }
        }
        return left;
    }

    private JdbcClient.StatementSpec asked(String sql, BatchContext batch) {
        return jdbc.sql(sql).param("run", batch.runId()).param("batch", batch.batch());
    }
}
