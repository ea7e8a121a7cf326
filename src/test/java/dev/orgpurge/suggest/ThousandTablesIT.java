package dev.orgpurge.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A thousand tables, most of them empty for a small organization: each may cost little. */
class ThousandTablesIT {

    private static final int TABLES = 1_000;

    @TempDir
    Path folder;

    /** 1,000 tables and 1,700 keys; every hundredth has rows. */
    private static String schema() {
        StringBuilder sql = new StringBuilder("create table organizations (id bigint primary key, mark text);"
                + "insert into organizations values (1, 'a'), (2, 'b'), (3, 'c');");
        for (int i = 1; i < TABLES; i++) {
            int parent = i / 3;
            sql.append("create table t")
                    .append(i)
                    .append(" (id bigint primary key, mark text, up bigint not null")
                    .append(i > 3 ? ", side bigint" : "")
                    .append(");");
            reference(sql, i, "up", parent == 0 ? "organizations" : "t" + parent);
            if (i > 3 && i % 10 < 7) {
                reference(sql, i, "side", "t" + Math.max(1, i - 3));
            }
        }
        for (int i = 1; i <= 100; i = 3 * i) {
            sql.append("insert into t").append(i).append(" (id, mark, up) select id, mark, id from organizations;");
        }
        return sql.toString();
    }

    private static void reference(StringBuilder sql, int table, String column, String parent) {
        sql.append("alter table t" + table + " add foreign key (" + column + ") references " + parent
                + ";create index on t" + table + " (" + column + ");");
    }

    @Test
    void a_small_organization_is_purged_completely_and_empty_tables_take_no_step() {
        Likeness likeness = new Likeness("bigint", "0", 0).known("organizations");
        TestDatabase database = TestServer.newDatabase();
        database.script(schema());
        for (int i = 1; i < TABLES; i++) {
            likeness.known("t" + i);
        }
        long start = System.nanoTime();
        Newcomer newcomer = Newcomer.with(database, folder, "organizations");
        long suggested = System.nanoTime();
        newcomer.run("plan");
        System.out.println("policy-suggest " + (suggested - start) / 1_000_000 + " ms, plan "
                + (System.nanoTime() - suggested) / 1_000_000 + " ms, each with the program's start");
        newcomer.purgesCompletely(likeness, "organizations");
        long steps = database.jdbc()
                .sql("select count(*) from orgpurge.batch_step_execution where step_name like 'delete:%'")
                .query(Long.class)
                .single();
        assertThat(steps).isEqualTo(6);
        System.out.println("where the time went: " + where(database));
    }

    private static String where(TestDatabase database) {
        return database
                .jdbc()
                .sql("select step_name || ' ' || extract(epoch from end_time - start_time)::numeric(8, 2) || ' s'"
                        + " from orgpurge.batch_step_execution order by step_execution_id")
                .query(String.class)
                .list()
                .stream()
                .collect(Collectors.joining(", "));
    }
}
