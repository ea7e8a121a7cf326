package dev.orgpurge.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** What docs/kubernetes.md has the DBA do, in its order, and then a night as the role that comes of it. */
class DbaSqlIT {

    private static final Path SQL = Path.of("k8s", "sql");

    private static final String SCHEMA = """
            create table organizations (id bigint primary key, name text not null, status text not null,
                                        deactivated_at timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations);
            create index on users (org_id);
            insert into organizations values (1, 'Gone', 'DEACTIVATED', now() - interval '1 year');
            insert into users select n, 1 from generate_series(1, 20) n;
            """;

    private final TestDatabase database = TestServer.newDatabase();

    @Test
    void the_files_make_the_roles_and_the_schema_that_a_night_needs() throws IOException {
        database.script(SCHEMA);
        database.script(Files.readString(SQL.resolve("1-roles.sql"))
                + "alter role orgpurge_owner login password 'secret'; alter role orgpurge password 'secret';");
        String schema = Cli.run("init", "--print-sql").out();
        as("orgpurge_owner").execute(schema);
        as("orgpurge_owner").execute(Files.readString(SQL.resolve("3-grants.sql")));

        assertThat(night("purge-due", "--execute").err()).contains("MISSING_PRIVILEGE");
        database.script("grant select, update, delete on organizations, users to orgpurge_runtime");
        Cli.Result night = night("purge-due", "--execute");

        assertThat(night.exit()).as(night.err()).isZero();
        assertThat(night.out()).contains("complete", "21 rows deleted");
        assertThat(as("orgpurge")
                        .queryForObject(
                                "select count(*) from pg_roles where rolname like 'orgpurge%'"
                                        + " and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)",
                                Long.class))
                .isZero();
    }

    private Cli.Result night(String... words) {
        String[] all = new String[words.length + 6];
        System.arraycopy(words, 0, all, 0, words.length);
        String rule = "--orgpurge.organization.due[0].";
        String[] policy = {
            "--orgpurge.organization.table=organizations",
            "--orgpurge.organization.label=name",
            rule + "rule=deactivated",
            rule + "when=status = 'DEACTIVATED'",
            rule + "since=deactivated_at",
            rule + "grace=30d"
        };
        System.arraycopy(policy, 0, all, words.length, policy.length);
        return Cli.run(database.as("orgpurge", "secret"), all);
    }

    private JdbcTemplate as(String role) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser(role);
        source.setPassword("secret");
        return new JdbcTemplate(source);
    }
}
