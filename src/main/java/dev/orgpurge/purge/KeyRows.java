package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PlanStep;
import java.util.HashMap;
import java.util.Map;

/** How many keys were kept per table; what hangs off no key need not be looked for. */
record KeyRows(Map<Integer, Long> rows) {

    KeyRows {
        rows = new HashMap<>(rows);
    }

    void put(int tableNo, long keys) {
        rows.put(tableNo, keys);
    }

    long rows(PlanStep step) {
        return rows.getOrDefault(step.order(), 0L);
    }

    boolean any(PlanStep step) {
        return rows(step) > 0;
    }

    boolean any(PlanTables tables, Table table) {
        return any(tables.step(table));
    }

    /** The table may have owned rows: it is the root, or some key was kept of a table that its ownership leads to. */
    boolean mayOwn(PlanTables tables, PlanStep step) {
        return step.isRoot() || step.ownership().stream().anyMatch(up -> any(tables, up.parent()));
    }
}
