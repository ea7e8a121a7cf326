package dev.orgpurge.demo;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;

/**
 * How many rows each organization has in each table, counted without OrgPurge.
 *
 * @param rows per table, parents first, and organization
 */
record Census(Map<String, Map<Long, Long>> rows) {

    private static final String ORGANIZATIONS = "organizations";

    private static final String QUERY = """
            select 'organizations', id, 1 from organizations
            union all select 'users', organization_id, count(*) from users group by 2
            union all select 'businesses', organization_id, count(*) from businesses group by 2
            union all select 'flows', organization_id, count(*) from flows group by 2
            union all select 'flow_executions', f.organization_id, count(*)
              from flow_executions e join flows f on f.id = e.flow_id group by 2
            union all select 'task_outputs', f.organization_id, count(*)
              from task_outputs t join flow_executions e on e.id = t.execution_id join flows f on f.id = e.flow_id group by 2
            union all select 'task_statuses', f.organization_id, count(*)
              from task_statuses t join flow_executions e on e.id = t.execution_id join flows f on f.id = e.flow_id group by 2
            """;

    static Census take(DataSource dataSource) throws SQLException {
        Map<String, Map<Long, Long>> rows = new LinkedHashMap<>();
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(QUERY)) {
            while (result.next()) {
                rows.computeIfAbsent(result.getString(1), table -> new TreeMap<>())
                        .put(result.getLong(2), result.getLong(3));
            }
        }
        return new Census(rows);
    }

    Set<Long> organizations() {
        return of(ORGANIZATIONS).keySet();
    }

    long total(String table) {
        return of(table).values().stream().mapToLong(Long::longValue).sum();
    }

    long total() {
        return rows.keySet().stream().mapToLong(this::total).sum();
    }

    /** What is left if only these organizations are looked at. */
    Census only(Set<Long> organizations) {
        Map<String, Map<Long, Long>> kept = new LinkedHashMap<>(rows);
        kept.replaceAll((table, counts) -> {
            Map<Long, Long> some = new TreeMap<>(counts);
            some.keySet().retainAll(organizations);
            return some;
        });
        return new Census(kept);
    }

    private Map<Long, Long> of(String table) {
        return rows.getOrDefault(table, Map.of());
    }
}
