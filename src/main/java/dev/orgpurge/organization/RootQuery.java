package dev.orgpurge.organization;

import dev.orgpurge.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * Reads root rows together with the rules they match and the vetoes that protect them, in key order. The root table has no
 * alias, and its neighbours in the FROM clause have names of ours only, so that the rules' SQL sees its bare column names
 * and nothing else.
 */
final class RootQuery {

    private static final int FIRST_RULE_COLUMN = 3;

    private final JdbcClient jdbc;
    private final RootTable root;
    private final List<BoundRule> rules;
    private final List<BoundVeto> vetoes;

    RootQuery(JdbcClient jdbc, RootTable root, List<BoundRule> rules, List<BoundVeto> vetoes) {
        this.jdbc = jdbc;
        this.root = root;
        this.rules = List.copyOf(rules);
        this.vetoes = List.copyOf(vetoes);
    }

    List<Organization> byKey(List<String> ids, Instant asOf) {
        SqlText sql = selectFrom(asOf)
                .add(
                        " where " + root.keySql() + " = any (cast(? as " + root.keyType() + "[]))",
                        new SqlArrayValue("text", ids.toArray()))
                .add(" order by " + root.keySql());
        return read(sql, asOf);
    }

    /** The question that {@link #matching} asks for its first page. */
    String text() {
        return matchingSql(Instant.EPOCH, null, 1).sql();
    }

    /** The next rows after a key that match any of the rules. */
    List<Organization> matching(Instant asOf, @Nullable OrganizationId after, int limit) {
        return rules.isEmpty() ? List.of() : read(matchingSql(asOf, after, limit), asOf);
    }

    private SqlText matchingSql(Instant asOf, @Nullable OrganizationId after, int limit) {
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
        return sql.add(" order by " + root.keySql() + " limit ?", limit);
    }

    private SqlText selectFrom(Instant asOf) {
        String key = root.keySql() + "::text";
        SqlText sql = new SqlText()
                .add("select " + key + ", coalesce(nullif(" + root.labelSql() + "::text, ''), " + key + ")");
        for (BoundRule rule : rules) {
            sql.add(", ").add(rule.matches(asOf)).add(", ").add(rule.date());
        }
        for (BoundVeto veto : vetoes) {
            sql.add(", ").add(veto.protects());
        }
        return from(sql);
    }

    private SqlText from(SqlText sql) {
        sql.add(" from " + root.table().name().sql());
        Stream.concat(rules.stream().map(BoundRule::join), vetoes.stream().map(BoundVeto::join))
                .flatMap(Optional::stream)
                .forEach(join -> sql.add(join.clause(root)));
        return sql;
    }

    /** One row of the database in full: what each part of every rule and veto says about it. */
    Optional<Explanation> explain(OrganizationId id, Instant asOf) {
        SqlText sql = new SqlText().add("select true");
        ExplanationRow reader = new ExplanationRow(rules, vetoes, asOf);
        reader.columns().forEach(column -> sql.add(", ").add(column));
        from(sql).add(" where " + root.keySql() + " = cast(? as " + root.keyType() + ")", id.value());
        return rows(sql, (row, number) -> reader.read(row)).stream().findFirst();
    }

    private List<Organization> read(SqlText sql, Instant asOf) {
        return rows(sql, (row, number) -> organization(row, asOf));
    }

    private <T> List<T> rows(SqlText sql, RowMapper<T> reader) {
        try {
            return jdbc.sql(sql.sql()).params(sql.values()).query(reader).list();
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
        List<String> protecting = new ArrayList<>();
        for (BoundVeto veto : vetoes) {
            if (row.getBoolean(column++)) {
                protecting.add(veto.name());
            }
        }
        return new Organization(new OrganizationId(row.getString(1)), row.getString(2), matches, protecting);
    }

    /** Without the server's message: it may quote the row. */
    private Problem ruleFailed(SqlFailure failure) {
        return Problem.usage(
                "CONFIGURATION",
                "orgpurge.organization.due: a rule's or veto's SQL failed on a row of "
                        + root.table().name() + " (SQLSTATE " + failure.sqlState()
                        + "); write expressions that hold for every row");
    }
}
