package dev.orgpurge.catalogue;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The few values of a column that names kinds of things, such as {@code owner_type}. */
@Component
public final class FrequentValues {

    /** A table of this many rows is read within milliseconds. */
    private static final int SMALL = 20_000;

    private static final int MOST = 60;

    private final JdbcClient jdbc;

    FrequentValues(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** From the server's statistics; a small table is read itself. Rare values of a large table are missing. */
    public List<String> of(Table table, Column column) {
        if (table.privileges().contains(Table.Privilege.SELECT) && table.estimatedRows() <= SMALL) {
            return jdbc.sql("select distinct v from (select " + column.sql() + "::text as v from "
                            + table.name().sql() + " limit " + SMALL + ") s where v is not null order by v limit "
                            + MOST)
                    .query((row, i) -> row.getString(1))
                    .list();
        }
        return jdbc.sql("select distinct pg_catalog.unnest(s.most_common_vals::text::text[]) as v"
                        + " from pg_catalog.pg_stats s where s.schemaname = :schema and s.tablename = :table"
                        + " and s.attname = :column order by v limit " + MOST)
                .param("schema", table.name().schema())
                .param("table", table.name().name())
                .param("column", column.name())
                .query((row, i) -> row.getString(1))
                .list();
    }
}
