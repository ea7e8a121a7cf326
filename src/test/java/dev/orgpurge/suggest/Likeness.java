package dev.orgpurge.suggest;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds a schema with rows of three organizations. Every table has a column {@code mark} that says whose a row is, which no
 * key and no name gives away: what is left of an organization is counted by it.
 *
 * <p>A reference is written {@code column>parent}, {@code column?>parent} where NULL is allowed (every other row has it),
 * and may end in the words of the key such as {@code on delete set null}, in {@code loose} for no key at all, or in
 * {@code bare} for a key without an index.
 */
final class Likeness {

    static final List<String> ORGANIZATIONS = List.of("a", "b", "c");

    private final StringBuilder script = new StringBuilder();
    private final List<String> tables = new ArrayList<>();
    private final String keyType;
    private final String newKey;
    private final int rows;

    Likeness(String keyType, String newKey, int rows) {
        this.keyType = keyType;
        this.newKey = newKey;
        this.rows = rows;
    }

    Likeness sql(String sql) {
        script.append(sql).append(";\n");
        return this;
    }

    /** A table whose rows were made by {@link #sql}. */
    Likeness known(String table) {
        tables.add(table);
        return this;
    }

    Likeness table(String table, String... references) {
        tables.add(table);
        List<Reference> parsed = Stream.of(references).map(Reference::parse).toList();
        String columns = parsed.stream()
                .map(one -> ", " + one.column() + " " + keyType + (one.nullable() ? "" : " not null"))
                .collect(Collectors.joining());
        sql("create table " + table + " (id " + keyType + " primary key default " + newKey + ", mark text not null"
                + columns + ")");
        fill(table, parsed);
        parsed.forEach(one -> constrain(table, one));
        return this;
    }

    private void fill(String table, List<Reference> references) {
        String names = references.stream().map(one -> ", " + one.column()).collect(Collectors.joining());
        String values = references.stream()
                .map(one -> ", " + (one.nullable() ? "case when n % 2 = 0 then " : "") + "(select p.id from "
                        + one.parent() + " p where p.mark = m order by p.id limit 1 offset n % (select count(*) from "
                        + one.parent() + " c where c.mark = m))"
                        + (one.nullable() ? " end" : ""))
                .collect(Collectors.joining());
        boolean root = references.isEmpty();
        sql("insert into " + table + " (mark" + names + ") select m" + values
                + " from unnest(array['a','b','c']) m, generate_series(1, " + (root ? 1 : rows) + ") n");
    }

    /** A second reference of an existing table, also one that closes a circle; set on every row that has a parent. */
    Likeness refer(String table, String reference) {
        Reference one = Reference.parse(reference);
        sql("alter table " + table + " add " + one.column() + " " + keyType);
        sql("update " + table + " t set " + one.column() + " = (select p.id from " + one.parent()
                + " p where p.mark = t.mark order by p.id limit 1)");
        constrain(table, one);
        return this;
    }

    private void constrain(String table, Reference one) {
        if (!one.rest().contains("loose")) {
            sql("alter table " + table + " add foreign key (" + one.column() + ") references " + one.parent() + " "
                    + one.rest().replace("bare", ""));
            if (!one.rest().contains("bare")) {
                sql("create index on " + table + " (" + one.column() + ")");
            }
        }
    }

    /** In a database of its own, with statistics. */
    TestDatabase create() {
        TestDatabase database = TestServer.newDatabase();
        database.script(script + "analyze;");
        return database;
    }

    List<String> tables() {
        return tables;
    }

    /** Rows per table and mark, with a hash over them. */
    Map<String, String> census(TestDatabase database) {
        Map<String, String> census = new LinkedHashMap<>();
        for (String table : tables) {
            database.jdbc()
                    .sql("select mark, count(*) || ' ' || sum(hashtext(t::text))::text as rows from " + table
                            + " t group by 1 order by 1")
                    .query(row -> {
                        census.put(table + " of " + row.getString("mark"), row.getString("rows"));
                    });
        }
        return census;
    }

    private record Reference(String column, String parent, boolean nullable, String rest) {

        static Reference parse(String written) {
            int arrow = written.indexOf('>');
            boolean nullable = written.charAt(arrow - 1) == '?';
            String[] target = written.substring(arrow + 1).split(" ", 2);
            return new Reference(
                    written.substring(0, nullable ? arrow - 1 : arrow),
                    target[0],
                    nullable,
                    target.length > 1 ? target[1] : "");
        }
    }
}
