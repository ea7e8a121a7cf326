package dev.orgpurge.soak;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A world in a database of the soak's server, and everybody who may touch it. */
record Stage(World world, SoakServer server, TestDatabase database, Path policy) {

    /** Creates the database with its rows and journal, the product's role and its schema. */
    static Stage set(SoakServer server, World world, String name) throws IOException {
        JdbcTemplate admin = new JdbcTemplate(server.dataSource("postgres"));
        admin.execute("do $$ begin create role " + SoakServer.PURGER
                + " login; exception when duplicate_object then null; end $$");
        admin.execute("create database " + name);
        admin.execute("grant create on database " + name + " to " + SoakServer.PURGER);
        Path policy = server.data().resolveSibling(name + ".yaml");
        Files.writeString(policy, world.policy());
        Stage stage = new Stage(world, server, server.database(name), policy);
        stage.script(world.schema());
        stage.script(world.rows());
        stage.script(Journal.tables());
        stage.script(Journal.triggers(world));
        stage.grant();
        if (stage.commands().run("init").exit() != 0) {
            throw new IllegalStateException("init did not end well in " + name);
        }
        return stage;
    }

    /** What the README asks for a role that deletes, and nothing else. */
    void grant() {
        script("grant usage on schema app to " + SoakServer.PURGER
                + "; grant select, update, delete on all tables in schema app to " + SoakServer.PURGER);
    }

    void script(String sql) {
        new JdbcTemplate(database.dataSource()).execute(sql);
    }

    JdbcClient jdbc() {
        return database.jdbc();
    }

    long number(String question) {
        return jdbc().sql(question).query((row, i) -> row.getLong(1)).single();
    }

    List<String> lines(String question) {
        return jdbc().sql(question).query((row, i) -> row.getString(1)).list();
    }

    Commands commands() {
        return new Commands(database, policy);
    }

    Application application() {
        return new Application(world, database.dataSource());
    }

    /** Connections of the product, which a server takes a moment to notice the end of. */
    void awaitNobody() throws InterruptedException {
        for (int i = 0; i < 200 && number(PRODUCT) > 0; i++) {
            Thread.sleep(100);
        }
    }

    private static final String PRODUCT = "select count(*) from pg_stat_activity where usename = '" + SoakServer.PURGER
            + "' and datname = current_database()";
}
