package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.organization.JoinedRows.Match;
import dev.orgpurge.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Checks joined tables against catalogue and database, once, and turns them into a query with a row per organization. */
final class JoinBinding {

    private final JdbcClient jdbc;
    private final Catalogue catalogue;
    private final RootTable root;

    JoinBinding(JdbcClient jdbc, Catalogue catalogue, RootTable root) {
        this.jdbc = jdbc;
        this.catalogue = catalogue;
        this.root = root;
    }

    /**
     * Binds a join.
     *
     * @param property where it stands
     * @param alias distinguishes it from the other joins of the same statement
     */
    BoundJoin bind(JoinedRows join, String property, String alias) {
        Table table = catalogue
                .find(join.table())
                .orElseThrow(() -> Problem.usage(
                        "CONFIGURATION",
                        property + ".table: there is no table \"" + join.table()
                                + "\" in this database; write an existing table, schema-qualified if it is not on the"
                                + " search path"));
        NamedColumn on = NamedColumn.find(table, join.by(), property + ".by");
        String to = join.to() == null
                ? root.key().sql()
                : NamedColumn.find(root.table(), join.to(), property + ".to")
                        .column()
                        .sql();
        requireComparable(table, on, to);
        SqlText single = new SqlText()
                .add("select " + on.column().sql() + " as k, coalesce(")
                .add(conditions(join, table, property))
                .add(", false) as c, ")
                .add(since(join, table, property))
                .add(" as s from " + table.sql());
        return new BoundJoin(alias, table.name().toString(), summed(join.match(), single, alias), to);
    }

    private void requireComparable(Table table, NamedColumn on, String to) {
        try {
            jdbc.sql("select 1 from " + table.sql() + " as j join "
                            + root.table().name().sql() + " as r on j."
                            + on.column().sql() + " = r." + to + " limit 0")
                    .query()
                    .listOfRows();
        } catch (DataAccessException e) {
            throw on.snippet()
                    .problem(e, "a column that names a row of " + root.table().name());
        }
    }

    private SqlText conditions(JoinedRows join, Table table, String property) {
        List<SqlText> all = new ArrayList<>();
        if (join.column() != null) {
            all.add(new ColumnTests(jdbc).oneOf(join.column(), table, property).holds());
        }
        if (join.when() != null) {
            SqlSnippet when = new SqlSnippet(property + ".when", join.when());
            when.checkCondition(jdbc, table);
            all.add(new SqlText().add(when.sql()));
        }
        SqlText sql = new SqlText().add("true");
        all.forEach(condition -> sql.add(" and ").add(condition));
        return sql;
    }

    private SqlText since(JoinedRows join, Table table, String property) {
        @Nullable String written = join.since();
        if (written == null) {
            return new SqlText().add("cast(null as timestamptz)");
        }
        SqlText moment = new Moments(jdbc)
                .bind(
                        new SqlSnippet(property + ".since", written),
                        table,
                        new Moments.Reading(property, "since", join.zone(), join.unit()));
        if (join.match() == Match.LATEST) {
            return moment;
        }
        // the date need not make sense where the conditions do not hold
        return new SqlText()
                .add("case when ")
                .add(conditions(join, table, property))
                .add(" then ")
                .add(moment)
                .add(" end");
    }

    /** A date that is missing among those that count is missing altogether: somebody has to look. */
    private static SqlText summed(Match match, SqlText single, String alias) {
        String rows = " as " + alias + "_key, count(*)";
        String names = " as " + alias + "_fulfilling, %s as " + alias + "_holds, %s as " + alias + "_since from (";
        if (match == Match.LATEST) {
            String each = " over (partition by k)";
            return new SqlText()
                    .add("select distinct on (k) k" + rows + each + " as " + alias + "_rows, count(*) filter (where c)"
                            + each + names.formatted("c", "s"))
                    .add(single)
                    .add(") r where k is not null order by k, s desc nulls first, c");
        }
        String holds = match == Match.ALL ? "bool_and(c)" : "bool_or(c)";
        return new SqlText()
                .add("select k" + rows + " as " + alias + "_rows, count(*) filter (where c)"
                        + names.formatted(
                                holds, "case when bool_or(c and s is null) then null else max(s) filter (where c) end"))
                .add(single)
                .add(") r where k is not null group by k");
    }
}
