package dev.orgpurge.constraint;

import dev.orgpurge.catalogue.Table;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.SqlFailure;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Counts the rows of one table that belong to organizations: one statement for all of them.
 *
 * @param property the configuration that asks for it
 * @param sql takes an array of ids; answers the position in it, from 1, with the number of rows where there are any
 */
record OwnedRows(JdbcClient jdbc, String property, Table owned, String sql) {

    String table() {
        return owned.name().toString();
    }

    /** A reason for everyone who has such rows. */
    Map<OrganizationId, List<Reason>> reasons(
            List<Organization> organizations, DeletionConstraint.Subject subject, LongFunction<String> detail) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        count(organizations.stream().map(Organization::id).toList())
                .forEach((id, rows) -> reasons.put(id, List.of(subject.reason(detail.apply(rows)))));
        return reasons;
    }

    /** Who has none is absent. */
    Map<OrganizationId, Long> count(List<OrganizationId> ids) {
        Map<OrganizationId, Long> counts = new LinkedHashMap<>();
        if (ids.isEmpty()) {
            return counts;
        }
        try {
            jdbc.sql(sql)
                    .param(new SqlArrayValue(
                            "text", ids.stream().map(OrganizationId::value).toArray()))
                    .query(row -> {
                        counts.put(ids.get(row.getInt(1) - 1), row.getLong(2));
                    });
        } catch (DataAccessException e) {
            throw SqlFailure.of(e)
                    .filter(failure -> !failure.infrastructure())
                    .<RuntimeException>map(this::failed)
                    .orElse(e);
        }
        return counts;
    }

    /** Without the server's message: it may quote the row. */
    private Problem failed(SqlFailure failure) {
        return Problem.usage(
                "CONFIGURATION",
                property + ": counting rows of " + table() + " failed (SQLSTATE " + failure.sqlState()
                        + "); write a condition that holds for every row, and check the role's privileges");
    }
}
