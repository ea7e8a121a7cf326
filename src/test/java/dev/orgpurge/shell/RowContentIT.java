package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.ledger.NewKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Rows full of telltale values, and a database that throws them at the program in every kind of error: none of them may be in
 * anything that the program writes, at any level of logging.
 */
class RowContentIT {

    /** What the rows hold, in the ways in which somebody may print it. */
    private static final Pattern ROW = Pattern.compile("finch|918273645|decafbad|1907-03-09", Pattern.CASE_INSENSITIVE);

    /** Shown to people by candidates, organization and the question of purge, and by nobody else. */
    private static final Pattern LABEL = Pattern.compile("wren", Pattern.CASE_INSENSITIVE);

    private static final List<String> FAILING =
            List.of("2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "14", "16", "17");

    private final TestDatabase database = TestServer.newDatabase();
    private final Queue<String> pushes = new ConcurrentLinkedQueue<>();

    @TempDir
    private Path folder;

    @TempDir
    private Path keys;

    @BeforeEach
    void create() throws IOException {
        database.script(Files.readString(Path.of("src/test/resources/rows/schema.sql")));
    }

    /** Empty: as the program comes. Said in full, because levels outlive a run in the test's process. */
    private static List<String> loud(String level) {
        return Stream.of("root", "org.springframework", "org.postgresql", "com.zaxxer.hikari", "sql", "dev.orgpurge")
                .map(logger -> "--logging.level." + logger + "="
                        + (level.isEmpty() ? logger.equals("dev.orgpurge") ? "INFO" : "WARN" : level))
                .toList();
    }

    /** Commands at the prompt of one process, and what it said. */
    private Cli.Result follow(String level, List<String> commands, String... configuration) {
        database.productComes();
        List<String> all = new ArrayList<>(List.of("shell"));
        all.addAll(loud(level));
        all.addAll(List.of(
                "--spring.config.additional-location=file:src/test/resources/rows/policy.yaml",
                "--spring.datasource.url=" + database.url() + "?logServerErrorDetail=true",
                "--spring.datasource.hikari.data-source-properties.logServerErrorDetail=true",
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password()));
        all.addAll(List.of(configuration));
        return Cli.withInput(String.join("\n", commands) + "\n", all.toArray(String[]::new));
    }

    private static void assertSilent(String where, String text) {
        assertThat(found(ROW, text)).as(where).isEmpty();
    }

    private static List<String> found(Pattern telltale, String text) {
        return text.lines().filter(line -> telltale.matcher(line).find()).toList();
    }

    private String runId(String mode) {
        return database.jdbc()
                .sql("select run_id::text from orgpurge.run where mode = :mode order by started_at desc limit 1")
                .param("mode", mode)
                .query((row, i) -> row.getString(1))
                .single();
    }

    /** Everything that is in our schema but key tables, which are made of keys. */
    private Map<String, String> ownSchema() {
        Map<String, String> contents = new TreeMap<>();
        for (String table : database.jdbc()
                .sql("select relname from pg_class where relnamespace = 'orgpurge'::regnamespace and relkind = 'r'"
                        + " and relname !~ '^key_[0-9]'")
                .query((row, i) -> row.getString(1))
                .list()) {
            contents.put(
                    table,
                    String.join(
                            "\n",
                            database.jdbc()
                                    .sql("select t::text from orgpurge.\"" + table + "\" t")
                                    .query((row, i) -> row.getString(1))
                                    .list()));
        }
        return contents;
    }

    private List<Path> written() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        }
    }

    private HttpServer gateway() throws IOException {
        HttpServer gateway = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gateway.createContext("/", exchange -> {
            pushes.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(202, -1);
            exchange.close();
        });
        gateway.start();
        return gateway;
    }

    /** TRACE has whatever DEBUG has. */
    @ParameterizedTest
    @ValueSource(strings = {"TRACE", ""})
    @Waives(
            value = Invariant.ROWS_GONE_ARE_ROWS_COUNTED,
            because = "a trigger keeps a book of the dead in somebody else's table")
    void nothing_that_is_written_holds_a_row(String level) throws IOException {
        HttpServer gateway = gateway();
        Path key = keys.resolve("key.pem");
        NewKey.write(key, keys.resolve("key.pem.pub"));
        try {
            Cli.Result night = follow(
                    level,
                    List.of(
                            "init",
                            "candidates --output json",
                            "plan --out " + folder.resolve("plan.json"),
                            "organization --org-id 2 --output json",
                            "explain --org-id 15",
                            "explain --org-id 15 --output json",
                            "purge --org-id 2",
                            "purge-due --output json",
                            "hold-place --org-id 18 --matter M --reason R",
                            "purge-due --execute",
                            "purge-due --execute --output json",
                            "holds",
                            "runs --output json",
                            "certificate --org-id 12 --out " + folder.resolve("certificate.json"),
                            "ledger-export --out " + folder.resolve("ledger.jsonl"),
                            "verify --export " + folder.resolve("ledger.jsonl"),
                            "verify --certificate " + folder.resolve("certificate.json"),
                            "verify"),
                    "--orgpurge.evidence.signing-key=" + key,
                    "--orgpurge.evidence.head-file=" + folder.resolve("head.json"),
                    "--management.prometheus.metrics.export.pushgateway.enabled=true",
                    "--management.prometheus.metrics.export.pushgateway.address=127.0.0.1:"
                            + gateway.getAddress().getPort());
            assertThat(night.err()).contains("SQLSTATE P0001", "SQLSTATE 22P02", "SQLSTATE 23505");
            Cli.Result after = follow(
                    level,
                    List.of(
                            "run --run-id " + runId("EXECUTE"),
                            "run --run-id " + runId("EXECUTE") + " --output json",
                            "restart --run-id " + runId("EXECUTE"),
                            "certificate --org-id 12",
                            "deactivate --org-id 19",
                            "reactivate --org-id 19",
                            "purge --org-id 2 --execute --confirm 2",
                            "verify --output json"));

            String secret = Files.readString(key).lines().skip(1).findFirst().orElseThrow();
            for (Cli.Result result : List.of(night, after)) {
                assertThat(result.out() + result.err()).doesNotContain(secret);
                assertSilent("stdout", result.out());
                assertSilent("stderr", result.err());
                assertThat(found(LABEL, result.err())).isEmpty();
            }
            assertThat(found(LABEL, night.out())).isNotEmpty();
            assertOutcome();
        } finally {
            gateway.stop(0);
        }
        assertThat(pushes).isNotEmpty();
        pushes.forEach(push -> assertSilent("push", push + found(LABEL, push)));
        assertThat(written()).hasSize(4);
        for (Path file : written()) {
            assertSilent(file.toString(), Files.readString(file) + found(LABEL, Files.readString(file)));
        }
        ownSchema().forEach((table, contents) -> {
            assertSilent(table, contents);
            assertThat(found(LABEL, contents)).as(table).isEmpty();
        });
    }

    /** The test is worth something only if the errors came. */
    private void assertOutcome() {
        Map<String, String> statuses = new TreeMap<>();
        database.jdbc()
                .sql(
                        "select o.organization, o.status from orgpurge.run_organization o join orgpurge.run r using (run_id)"
                                + " where r.mode = 'EXECUTE' order by r.started_at")
                .query(row -> {
                    statuses.putIfAbsent(row.getString(1), row.getString(2));
                });
        FAILING.forEach(organization -> assertThat(statuses).as(organization).containsEntry(organization, "failed"));
        assertThat(statuses)
                .containsEntry("1", "purged")
                .containsEntry("12", "purged")
                .containsEntry("13", "purged")
                .containsEntry("15", "blocked")
                .containsEntry("18", "blocked");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TRACE", ""})
    void configured_sql_that_fails_on_a_row_does_not_tell_the_row(String level) {
        List<String> commands =
                List.of("init", "candidates", "explain --org-id 1", "purge-due", "deactivate --org-id 19");
        for (String configuration : List.of(
                "organization.due[0].when=slug::int > 1",
                "organization.due[0].when=slug::regclass::text = 'x'",
                "organization.due[0].since=(slug || name)::timestamptz",
                "organization.deactivate.set=slug = null",
                "organization.deactivate.set=vat = slug::int",
                "organization.deactivate.set=status = slug::regclass::text",
                "organization.deactivate.set=vat = 918273645020",
                "organization.deactivate.set=status = 'DENIED'",
                "constraints.checks[0].when=title::int = 1",
                "tables[1].when=body::int = 1")) {
            String index = configuration.startsWith("tables[1]")
                    ? "--orgpurge.tables[0].table=people,--orgpurge.tables[0].owned-by=org_id,--orgpurge.tables[0].accept=mourn,"
                            + "--orgpurge.tables[1].table=reviews,--orgpurge.tables[1].owned-by=of_org,"
                            + "--orgpurge.tables[2].table=gone,--orgpurge.tables[2].treatment=unrelated,"
                    : configuration.startsWith("constraints")
                            ? "--orgpurge.constraints.checks[0].name=c,--orgpurge.constraints.checks[0].table=pages,"
                            : configuration.startsWith("organization.due")
                                    ? "--orgpurge.organization.due[0].rule=r,--orgpurge.organization.due[0].grace=1d,"
                                    : "";
            List<String> options = new ArrayList<>(Arrays.asList(index.split(",", -1)));
            options.remove("");
            options.add("--orgpurge." + configuration);
            Cli.Result result = follow(level, commands, options.toArray(String[]::new));

            assertThat(result.err()).as(configuration).contains("error: ");
            // what the configuration itself says is no secret
            assertSilent(configuration, result.err().replace("918273645020", "").replace(configuration, ""));
            assertThat(found(LABEL, result.err())).as(configuration).isEmpty();
        }
        ownSchema().forEach(RowContentIT::assertSilent);
    }

    @Test
    void the_server_does_throw_rows_and_the_search_does_find_them() {
        assertThatThrownBy(() -> database.jdbc()
                        .sql("delete from people where org_id = 2 and email like '%3@%'")
                        .update())
                .satisfies(failure -> assertThat(found(ROW, String.valueOf(failure.getMessage())))
                        .isNotEmpty());
        assertThat(found(ROW, "at 3\n  Detail: Key (email)=(FINCH-4-1@example.org) already exists.\nend"))
                .hasSize(1);
    }
}
