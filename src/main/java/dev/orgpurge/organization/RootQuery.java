package dev.orgpurge.organization;

import dev.orgpurge.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Reads root rows together with the rules they match, in key order. The root table has no alias and no neighbour in the
 * FROM clause, so that the rules' SQL sees its bare column names and nothing else.
 */
final class RootQuery {

    private static final int FIRST_RULE_COLUMN = 3;

    private final JdbcClient jdbc;
    private final RootTable root;
    private final List<BoundRule> rules;

    RootQuery(JdbcClient jdbc, RootTable root, List<BoundRule> rules) {
        this.jdbc = jdbc;
        this.root = root;
        this.rules = List.copyOf(rules);
    }

    List<Organization> byKey(List<String> ids, Instant asOf) {
        SqlText sql = selectFrom(asOf)
                .add(
                        " where " + root.keySql() + " = any (cast(? as " + root.keyType() + "[]))",
                        new SqlArrayValue("text", ids.toArray()))
                .add(" order by " + root.keySql());
        return read(sql, asOf);
    }

    /** The next rows after a key that match any of the rules. */
    List<Organization> matching(Instant asOf, @Nullable OrganizationId after, int limit) {
        if (rules.isEmpty()) {
            return List.of();
        }
        SqlText sql = selectFrom(asOf).add(" where (");
        String separator = "";
        for (BoundRule rule : rules) {
            sql.add(separator).add(rule.matches(asOf));
            separator = " or ";
        }
        sql.add(")");
        if (after != null) {
            sql.add(" and " + root.keySql() + " > cast(? as " + root.keyType() + ")", after.value());
        }
        return read(sql.add(" order by " + root.keySql() + " limit ?", limit), asOf);
    }

    private SqlText selectFrom(Instant asOf) {
        String key = root.keySql() + "::text";
        SqlText sql = new SqlText()
                .add("select " + key + ", coalesce(nullif(" + root.labelSql() + "::text, ''), " + key + ")");
        for (BoundRule rule : rules) {
            sql.add(", ").add(rule.matches(asOf)).add(", ").add(rule.date());
        }
        return sql.add(" from " + root.table().name().sql());
    }

    private List<Organization> read(SqlText sql, Instant asOf) {
        try {
            return jdbc.sql(sql.sql())
                    .params(sql.values())
                    .query((row, number) -> organization(row, asOf))
                    .list();
        } catch (DataAccessException e) {
            throw SqlFailure.of(e)
                    .filter(failure -> !failure.infrastructure())
                    .<RuntimeException>map(this::ruleFailed)
                    .orElse(e);
        }
    }

    private Organization organization(ResultSet row, Instant asOf) throws SQLException {
        List<RuleMatch> matches = new ArrayList<>();
        int column = FIRST_RULE_COLUMN;
        for (BoundRule rule : rules) {
            rule.read(row, column, asOf).ifPresent(matches::add);
            column += 2;
        }
        return new Organization(new OrganizationId(row.getString(1)), row.getString(2), matches);
    }

    /** Without the server's message: it may quote the row. */
    private Problem ruleFailed(SqlFailure failure) {
        return Problem.usage(
                "CONFIGURATION",
                "orgpurge.organization.due: a rule's SQL failed on a row of "
                        + root.table().name() + " (SQLSTATE " + failure.sqlState()
                        + "); write expressions that hold for every row");
    }
}
