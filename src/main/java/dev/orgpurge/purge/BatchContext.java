package dev.orgpurge.purge;

import java.util.UUID;

/**
 * One round over one batch.
 *
 * @param round 0: what was collected first; later rounds take up rows that came late
 */
record BatchContext(RunContext context, int batch, int round) {

    Run run() {
        return context.run();
    }

    UUID runId() {
        return context.run().id();
    }

    PlanTables tables() {
        return context.tables();
    }

    CollectSql collectSql() {
        return new CollectSql(tables(), run().number(), batch);
    }

    DeleteSql deleteSql() {
        return new DeleteSql(tables(), run().number(), batch);
    }

    CheckSql checkSql() {
        return new CheckSql(tables(), run().number(), batch);
    }
}
