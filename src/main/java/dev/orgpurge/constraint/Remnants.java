package dev.orgpurge.constraint;

import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RootTable;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts what organizations have in every table that the plan deletes from, by their ids alone: no root row has to be there, and
 * no key that somebody kept. A row that hangs off its organization through others is seen as far as these are there.
 */
public final class Remnants {

    private final List<OwnedRows> tables;

    private Remnants(List<OwnedRows> tables) {
        this.tables = List.copyOf(tables);
    }

    /** By the ways that the plan knows. */
    public static Remnants of(JdbcClient jdbc, RootTable root, PurgePlan plan) {
        List<OwnedRows> tables = new ArrayList<>();
        for (PlanStep step : plan.steps()) {
            if (step.deletes()) {
                String sql = new OwnedRowsSql(root, step.table(), step.paths(), null).sql();
                tables.add(new OwnedRows(jdbc, "orgpurge.tables", step.table(), sql));
            }
        }
        return new Remnants(tables);
    }

    /** The tables that are counted in. */
    public List<String> tables() {
        return tables.stream().map(OwnedRows::table).toList();
    }

    /** Rows by table, in the order given; who has none is absent. */
    public Map<OrganizationId, Map<String, Long>> count(List<OrganizationId> organizations) {
        Map<OrganizationId, Map<String, Long>> found = new LinkedHashMap<>();
        organizations.forEach(id -> found.put(id, new LinkedHashMap<>()));
        for (OwnedRows table : tables) {
            table.count(organizations)
                    .forEach((id, rows) -> found.computeIfAbsent(id, absent -> new LinkedHashMap<>())
                            .put(table.table(), rows));
        }
        found.values().removeIf(Map::isEmpty);
        return found;
    }
}
