package dev.orgpurge.purge;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * One round over one batch.
 *
 * @param round 0: what was collected first; later rounds take up rows that came late
 * @param statements for its tables, by their numbers, once they were needed
 */
record BatchContext(RunContext context, int batch, int round, Map<Integer, KeyedSql> statements) {

    BatchContext(RunContext context, int batch, int round) {
        this(context, batch, round, new ConcurrentHashMap<>());
    }

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

    GiantSql giantSql() {
        return new GiantSql(deleteSql());
    }

    BlockSql blockSql() {
        return new BlockSql(deleteSql());
    }

    /** @param target number of the table in the plan */
    KeyedSql keyedSql(Work work, int target) {
        return statements.computeIfAbsent(target, number -> new KeyedSql(deleteSql(), work, work.target(number)));
    }

    CheckSql checkSql() {
        return new CheckSql(tables(), run().number(), batch);
    }
}
