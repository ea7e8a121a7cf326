package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The program from its arguments to its exit code, where no organization is concerned yet. */
class StartIT {

    private static final String COMMAND = "init";

    @TempDir
    private Path folder;

    private static void refused(Cli.Result result, int exit, String hint) {
        assertThat(result.exit()).as(result.err()).isEqualTo(exit);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .startsWith("error: ")
                .hasLineCount(1)
                .contains(hint)
                .doesNotContain("s3cret");
    }

    @Test
    void help_needs_neither_a_database_nor_a_valid_configuration() {
        Cli.Result result = Cli.run("--help", "--orgpurge.nonsense=1", "--spring.datasource.url=jdbc:mysql://x");
        assertThat(result.exit()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out()).contains("purge-due");
    }

    @Test
    void no_arguments_are_a_usage_error_with_the_overview() {
        Cli.Result result = Cli.run();
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).contains("purge-due");
    }

    @Test
    void a_pipe_of_commands_is_followed_to_its_end() {
        Cli.Result result = Cli.withInput("help plan\n\nruns --bogus\nquit\nhelp run\n", "shell");
        assertThat(result.out()).contains("plan: ").doesNotContain("run: ");
        assertThat(result.err()).contains("--bogus").doesNotContain("orgpurge:>");
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void nobody_listening_is_told_with_the_address_and_without_the_password() {
        refused(
                Cli.run(COMMAND, "--spring.datasource.url=jdbc:postgresql://localhost:1/shop?password=s3cret"),
                1,
                "cannot reach the database at localhost:1/shop: connection refused");
    }

    @Test
    void a_server_that_never_answers_is_given_up_on() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            refused(
                    Cli.run(
                            COMMAND,
                            "--spring.datasource.url=jdbc:postgresql://localhost:" + silent.getLocalPort() + "/shop",
                            "--spring.datasource.hikari.data-source-properties.loginTimeout=1"),
                    1,
                    "cannot reach the database");
        }
    }

    private static boolean refuses(DataSource guarded) {
        try {
            guarded.getConnection().close();
            return false;
        } catch (SQLException e) {
            return true;
        }
    }

    /** Not only when the pool has tried again for as long as it may. */
    @Test
    void a_wrong_password_is_told_at_once() {
        TestDatabase database = TestServer.newDatabase();
        database.script("""
                create role guarded login password 'right';
                create temp table hba as select n, line from regexp_split_to_table(
                    pg_read_file(current_setting('hba_file')), E'\\n') with ordinality as f(line, n);
                insert into hba values (0, 'host all guarded all scram-sha-256');
                do $$ begin execute format('copy (select line from hba order by n) to %L', current_setting('hba_file')); end $$;
                select pg_reload_conf();
                """);
        PGSimpleDataSource wrong = new PGSimpleDataSource();
        wrong.setUrl(database.url());
        wrong.setUser("guarded");
        wrong.setPassword("s3cret");
        await().atMost(Duration.ofMinutes(1)).until(() -> refuses(wrong));
        long begun = System.nanoTime();
        Cli.Result result = Cli.run(
                COMMAND,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=guarded",
                "--spring.datasource.password=s3cret",
                "--spring.datasource.hikari.connection-timeout=300000");
        refused(result, 2, "28P01");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init --spring.datasource.url=jdbc:postgresql://localhost:1/shop?user=u&password=s3cret",
                "init --spring.datasource.url=jdbc:postgresql://nosuch.invalid/shop?password=s3cret",
                "init --spring.datasource.url=jdbc:postgresql://host:port/shop?password=s3cret",
                "init --spring.datasource.url=jdbc:postgresql://u:s3cret@localhost:1",
                "init --spring.datasource.url=jdbc:mysql://localhost/shop?password=s3cret",
                "init --spring.datasource.url=jdbc:postgresql://localhost:1/shop --spring.datasource.password=s3cret",
                "init --spring.datasource.url=jdbc:postgresql://localhost:1/s"
                        + " --spring.datasource.hikari.data-source-properties.password=s3cret",
                "init --spring.datasource.hikari.password=s3cret --spring.datasource.hikari.maximum-pool-size=many",
                "init spring.datasource.password=s3cret",
                "init -Dspring.datasource.password=s3cret",
                "init --password=s3cret"
            })
    void a_password_is_nowhere_in_what_is_written_at_any_level(String line) {
        // the quiet one last: levels outlive a run in this process
        for (String level : List.of("TRACE", "INFO")) {
            Cli.Result result = Cli.run((line + " --logging.level.root=" + level + " --logging.level.dev.orgpurge="
                            + level + " --logging.level.com.zaxxer.hikari=" + level + " --logging.level.org.postgresql="
                            + level)
                    .split(" ", -1));
            assertThat(result.exit()).as(result.err()).isIn(1, 2);
            assertThat(result.err()).contains("error: ").doesNotContain("s3cret");
            assertThat(result.out()).isEmpty();
        }
    }

    @Test
    void an_unknown_database_is_a_mistake_in_the_configuration() {
        TestDatabase database = TestServer.newDatabase();
        refused(
                Cli.run(
                        COMMAND,
                        "--spring.datasource.url=" + database.url() + "_nosuch",
                        "--spring.datasource.username=" + database.user(),
                        "--spring.datasource.password=" + database.password()),
                2,
                "_nosuch: check spring.datasource.url");
    }

    @Test
    void an_unknown_user_is_a_mistake_in_the_configuration() {
        refused(
                Cli.run(
                        COMMAND,
                        "--spring.datasource.url=" + TestServer.newDatabase().url(),
                        "--spring.datasource.username=nosuch_role",
                        "--spring.datasource.password=s3cret"),
                2,
                "spring.datasource.username");
    }

    @Test
    void a_missing_privilege_is_refused_with_its_object() {
        TestDatabase database = TestServer.newDatabase();
        database.script("create role powerless login password 'pw'; revoke create on database "
                + database.url().replaceAll(".*/", "") + " from public");
        refused(
                Cli.run(
                        COMMAND,
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=powerless",
                        "--spring.datasource.password=pw"),
                3,
                "MISSING_PRIVILEGE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "jdbc:mysql://localhost/shop", "localhost:5432/shop", "jdbc:postgresql://host:port/shop"})
    void an_address_that_is_none_is_a_mistake_in_the_configuration(String url) {
        refused(Cli.run(COMMAND, "--spring.datasource.url=" + url), 2, "spring.datasource.url");
    }

    @Test
    void the_root_table_is_asked_for_by_name() {
        refused(Cli.run(TestServer.newDatabase(), "candidates"), 2, "orgpurge.organization.table is not set");
    }

    @Test
    void a_file_that_is_not_yaml_is_told_with_its_line() throws IOException {
        Path file =
                Files.writeString(folder.resolve("policy.yaml"), "orgpurge:\n  pace:\n    workers: 3\n   oops: [\n");
        refused(
                Cli.run("runs", "--spring.config.additional-location=file:" + file),
                2,
                "policy.yaml is not YAML at line 4");
    }

    @Test
    void a_key_written_twice_is_told() throws IOException {
        Path file = Files.writeString(
                folder.resolve("policy.yaml"), "orgpurge:\n  pace: {workers: 3}\n  pace: {workers: 4}\n");
        refused(Cli.run("runs", "--spring.config.additional-location=file:" + file), 2, "duplicate key pace");
    }

    @Test
    void a_configuration_that_is_not_there_is_told() {
        for (String option : List.of("additional-location", "location", "import")) {
            refused(
                    Cli.run("runs", "--spring.config." + option + "=file:" + folder + "/nosuch.yaml"),
                    2,
                    "nosuch.yaml");
        }
    }

    @Test
    void a_placeholder_without_a_value_is_told() {
        refused(Cli.run("runs", "--orgpurge.organization.table=${NO_SUCH_VARIABLE}"), 2, "${NO_SUCH_VARIABLE}");
    }

    @Test
    void a_wrong_value_of_spring_is_told() {
        refused(
                Cli.run(TestServer.newDatabase(), COMMAND, "--spring.datasource.hikari.maximum-pool-size=many"),
                2,
                "spring.datasource.hikari.maximum-pool-size");
    }

    @Test
    void a_broken_configuration_answers_in_json_too() {
        Cli.Result result = Cli.run("runs", "--output", "json", "--orgpurge.pace.workers=0");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.out())
                .startsWith("{\"errors\":[{\"code\":\"BAD_CONFIGURATION\",\"detail\":\"orgpurge.pace.workers");
    }

    @Test
    void replacing_the_configuration_files_does_not_take_our_schema_away_from_the_job_repository() throws IOException {
        Path file = Files.writeString(folder.resolve("policy.yaml"), "orgpurge:\n  pace: {workers: 3}\n");
        TestDatabase database = TestServer.newDatabase();
        assertThat(Cli.run(database, COMMAND, "--spring.config.location=file:" + file))
                .satisfies(result -> {
                    assertThat(result.exit()).as(result.err()).isZero();
                });
        assertThat(database.jdbc()
                        .sql("select count(*) from pg_catalog.pg_class where relnamespace = 'public'::regnamespace")
                        .query(Long.class)
                        .single())
                .isZero();
    }
}
