package dev.orgpurge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Certificates;
import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** Encrypted connections to a server with a certificate of an authority that only the test knows. */
class TlsIT {

    @TempDir
    static Path folder;

    private static Path authority = Path.of("");
    private static Path stranger = Path.of("");
    private static EmbeddedPostgres server;

    @BeforeAll
    static void start() throws Exception {
        Certificates certificates = new Certificates(folder);
        authority = certificates.authority("authority");
        stranger = certificates.authority("stranger");
        certificates.signed("guest", "authority", "dns:guest");
        server = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofMinutes(2))
                .setServerConfig("ssl", "on")
                .setServerConfig("ssl_cert_file", quoted(certificates.signed("server", "authority", "dns:localhost")))
                .setServerConfig("ssl_key_file", quoted(folder.resolve("server.key")))
                .setServerConfig("ssl_ca_file", quoted(authority))
                .start();
        JdbcTemplate postgres = new JdbcTemplate(server.getPostgresDatabase());
        postgres.execute("create role guest login; create role plain login");
        postgres.execute("create database shop owner plain");
        postgres.execute("create database lent owner guest");
        new JdbcTemplate(server.getDatabase("postgres", "lent"))
                .execute("create table organizations (id int primary key); alter table organizations owner to guest");
        String before = postgres.queryForObject("select clock_timestamp()::text", String.class);
        postgres.execute("""
                create temp table hba (n int generated always as identity, line text);
                insert into hba (line) values
                  ('hostssl all guest all cert'), ('host all guest all reject'),
                  ('hostssl all all all trust'), ('local all all trust'), ('host all postgres all trust');
                do $$ begin execute format('copy (select line from hba order by n) to %L', current_setting('hba_file')); end $$;
                select pg_reload_conf();
                """);
        // a new session begins with what the server has read
        await().atMost(Duration.ofMinutes(1))
                .until(() -> Boolean.TRUE.equals(postgres.queryForObject(
                        "select pg_conf_load_time() > cast(? as timestamptz)", Boolean.class, before)));
    }

    @AfterAll
    static void stop() throws Exception {
        server.close();
    }

    private static String quoted(Path file) {
        return "'" + file + "'";
    }

    private static Cli.Result init(String user, String host, String parameters, String... more) {
        List<String> all = new ArrayList<>(List.of(
                "init",
                "--spring.datasource.url=jdbc:postgresql://" + host + ":" + server.getPort() + "/shop?" + parameters,
                "--spring.datasource.username=" + user));
        all.addAll(List.of(more));
        return Cli.run(all.toArray(String[]::new));
    }

    private static void refused(Cli.Result result, String hint) {
        assertThat(result.err()).startsWith("error: ").hasLineCount(1).contains(hint);
        assertThat(result.exit()).isEqualTo(2);
    }

    @Test
    void a_verified_server_is_used() {
        Cli.Result result = init("plain", "localhost", "sslmode=verify-full&sslrootcert=" + authority);

        assertThat(result.exit()).as(result.err()).isZero();
    }

    @Test
    void a_server_of_another_authority_is_not_spoken_to() {
        refused(init("plain", "localhost", "sslmode=verify-full&sslrootcert=" + stranger), "check sslrootcert");
    }

    @Test
    void a_certificate_for_another_host_is_not_accepted() {
        refused(init("plain", "127.0.0.1", "sslmode=verify-full&sslrootcert=" + authority), "another host name");
    }

    @Test
    void files_that_are_not_there_are_told() {
        refused(
                init("plain", "localhost", "sslmode=verify-full&sslrootcert=" + folder.resolve("nosuch.crt")),
                "check the files");
    }

    @Test
    void a_server_that_asks_for_encryption_is_told_apart_from_a_wrong_password() {
        refused(init("plain", "localhost", "sslmode=disable"), "whether pg_hba.conf asks for TLS");
    }

    @Test
    void a_server_without_encryption_is_refused_if_it_is_asked_for() {
        refused(
                Cli.run(
                        "init",
                        "--spring.datasource.url=" + TestServer.newDatabase().url() + "?sslmode=require",
                        "--spring.datasource.username=plain"),
                "does not offer it");
    }

    @Test
    void a_key_that_others_may_read_is_not_used() throws IOException {
        Path open = Files.copy(folder.resolve("guest.pk8"), folder.resolve("open.pk8"));
        Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rw-r--r--"));
        refused(
                init(
                        "guest",
                        "localhost",
                        "sslmode=verify-full&sslrootcert=" + authority + "&sslcert=" + folder.resolve("guest.crt")
                                + "&sslkey=" + open),
                "chmod 600");
    }

    @Test
    void a_client_certificate_opens_the_door_for_the_pool_and_for_the_lock() {
        refused(init("guest", "localhost", "sslmode=verify-full&sslrootcert=" + authority), "certificate");

        String pool = "--spring.datasource.hikari.data-source-properties.";
        Cli.Result known = Cli.run(
                "purge-due",
                pool + "sslmode=verify-full",
                pool + "sslrootcert=" + authority,
                pool + "sslcert=" + folder.resolve("guest.crt"),
                pool + "sslkey=" + folder.resolve("guest.pk8"),
                "--orgpurge.organization.table=organizations",
                "--orgpurge.organization.due[0].rule=all",
                "--orgpurge.organization.due[0].when=true",
                "--spring.datasource.url=jdbc:postgresql://localhost:" + server.getPort() + "/lent",
                "--spring.datasource.username=guest");
        assertThat(known.exit()).as(known.err()).isZero();
    }
}
