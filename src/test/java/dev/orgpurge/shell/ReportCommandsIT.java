package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reports, packs and second looks after a real night, as an operator and an auditor type it. */
class ReportCommandsIT {

    private static final String CANARY = "Kestrel";

    private static final String SCHEMA = """
            create table organizations (id bigint primary key, name text not null, status text not null, since timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations, email text not null);
            create index on users (org_id);
            create table posts (id bigint primary key, user_id bigint not null references users, body text not null);
            create index on posts (user_id);
            create table jobs (id bigint primary key, org_id bigint not null references organizations, title text);
            create index on jobs (org_id);
            create table log_lines (id bigint primary key, org_id bigint not null, line text);
            create index on log_lines (org_id);
            insert into organizations select n, 'Kestrel ' || n, 'GONE', now() - interval '90 days' from generate_series(1, 4) n;
            insert into organizations values (9, 'Kestrel 9', 'ACTIVE', null);
            insert into users select n, n % 4 + 1, 'Kestrel' || n || '@example.org' from generate_series(1, 40) n;
            insert into posts select n, n, 'by Kestrel' from generate_series(1, 40) n;
            insert into jobs values (1, 4, 'Kestrel is paid'), (2, 9, 'Kestrel is not');
            insert into log_lines select n, n % 4 + 1, 'Kestrel came' from generate_series(1, 8) n;
            """;

    private static final String POLICY = """
            orgpurge:
              organization:
                table: organizations
                label: name
                due:
                  - {rule: gone, when: "status = 'GONE'", since: since, grace: 30d, state: deactivated}
              constraints:
                checks: [{name: unpaid, table: jobs, when: "title like '%paid%'"}]
              tables:
                - {table: log_lines, owned-by: org_id}
              guards: {max-share: 100%}
              evidence: {purge-within: 30d}
            """;

    private final TestDatabase database = TestServer.newDatabase();

    @TempDir
    private Path folder;

    @BeforeEach
    void a_night_with_a_key() throws IOException {
        database.script(SCHEMA);
        Files.writeString(file("policy.yaml"), POLICY);
        assertThat(Cli.run("keygen", "--out", file("key.pem").toString()).exit())
                .isZero();
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Cli.Result run(int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + file("policy.yaml"));
        all.add("--orgpurge.evidence.signing-key=" + file("key.pem"));
        Cli.Result result = Cli.run(database, all.toArray(String[]::new));
        assertThat(result.exit())
                .as("%s: %s %s", List.of(words), result.out(), result.err())
                .isEqualTo(exit);
        return result;
    }

    private static JsonNode json(String text) {
        return new JsonMapper().readTree(text);
    }

    private JsonNode pack(String name) {
        return json(run(
                        0,
                        "evidence-pack",
                        "--from",
                        "2020-01-01",
                        "--to",
                        "2100-01-01",
                        "--out",
                        file(name).toString(),
                        "--output",
                        "json")
                .out());
    }

    @Test
    void an_auditor_is_answered_by_one_command_and_checks_the_pack_without_us() throws Exception {
        JsonNode night =
                json(run(0, "purge-due", "--execute", "--output", "json").out());
        String runId = night.path("run_id").asString();

        JsonNode report = json(run(0, "report", "--run-id", runId).out());
        Map<String, String> standings = StreamSupport.stream(
                        report.path("organizations").spliterator(), false)
                .collect(Collectors.toMap(
                        one -> one.path("org_id").asString(),
                        one -> one.path("standing").asString()));
        assertThat(standings)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("1", "purged", "2", "purged", "3", "purged", "4", "blocked"));
        assertThat(report.at("/organizations/3/reasons/0/code").asString()).isEqualTo("RUNNING_WORK");
        assertThat(report.at("/organizations/3/overdue").asBoolean()).isTrue();
        assertThat(report.at("/summary/rows").asLong())
                .isEqualTo(night.path("rows").asLong());
        assertThat(report.at("/runs/0/status").asString()).isEqualTo("complete");
        assertThat(report.at("/rules/0/policy").asString()).contains("title like '%paid%'");
        assertThat(report.at("/rules/0/selection").asString()).contains("status = 'GONE'", "organizations");

        JsonNode packed = pack("pack.zip");
        assertThat(packed.path("certificates").asLong()).isEqualTo(3);
        Map<String, String> contents = unpacked("pack.zip");
        assertThat(contents)
                .containsKeys("README.txt", "SHA256SUMS", "head.json", "ledger.jsonl", "report/report.pdf")
                .hasSize(7 + 5 + 3 + 1 - 1);
        contents.forEach((name, text) -> assertThat(text).as(name).doesNotContain(CANARY));
        pack("again.zip");
        assertThat(file("again.zip")).hasSameBinaryContentAs(file("pack.zip"));
        assertThat(run(
                                2,
                                "evidence-pack",
                                "--from",
                                "2020-01-01",
                                "--to",
                                "2021-01-01",
                                "--out",
                                file("pack.zip").toString())
                        .err())
                .contains("UNWRITABLE_FILE", "never overwritten");
        assertThat(file("again.zip")).hasSameBinaryContentAs(file("pack.zip"));

        check();
    }

    /** Every file of a pack as text; of a PDF what can be read, of a workbook its parts. */
    private Map<String, String> unpacked(String name) throws IOException {
        Path into = Files.createDirectories(file("unpacked"));
        Map<String, String> contents = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(file(name).toFile())) {
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                Path file = into.resolve(entry.getName());
                Files.createDirectories(file.getParent());
                try (InputStream content = zip.getInputStream(entry)) {
                    Files.copy(content, file);
                }
                contents.put(entry.getName(), text(file));
            }
        }
        return contents;
    }

    private static String text(Path file) throws IOException {
        if (file.toString().endsWith(".pdf")) {
            try (PDDocument document = Loader.loadPDF(file.toFile())) {
                String text = new PDFTextStripper().getText(document);
                assertThat(text).contains("Due and still there", "RUNNING_WORK");
                return text;
            }
        }
        if (file.toString().endsWith(".xlsx")) {
            StringBuilder parts = new StringBuilder();
            try (ZipFile zip = new ZipFile(file.toFile())) {
                for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                    parts.append(new String(
                            zip.getInputStream(entries.nextElement()).readAllBytes(), StandardCharsets.UTF_8));
                }
            }
            assertThat(parts).contains("RUNNING_WORK");
            return parts.toString();
        }
        return Files.readString(file);
    }

    /** The commands of README.txt, literally; and they find what was changed. */
    private void check() throws Exception {
        for (String tool : List.of("openssl version", "jq --version", "sha256sum --version")) {
            assumeTrue(shell(tool).exit() == 0, tool + " cannot be run");
        }
        Path unpacked = file("unpacked");
        String commands = Files.readString(unpacked.resolve("README.txt"))
                .lines()
                .filter(line -> line.startsWith("     "))
                .map(String::strip)
                .collect(Collectors.joining("\n"));

        Cli.Result good = shell(commands);
        assertThat(good.exit()).as(good.out()).isZero();
        assertThat(good.out())
                .contains("4 signatures looked at", "4 selected organizations")
                .doesNotContain("UNSIGNED");

        Path report = unpacked.resolve("report/report.json");
        String told = Files.readString(report);
        Files.writeString(report, told.replace("\"org_id\":\"4\"", "\"org_id\":\"3\""));
        assertThat(shell(commands).exit()).as("a changed file").isNotZero();
        assertThat(shell(commands.replace("sha256sum --check --quiet SHA256SUMS", ""))
                        .exit())
                .as("somebody left out")
                .isNotZero();
        Files.writeString(report, told);
        Path ledger = unpacked.resolve("ledger.jsonl");
        Files.writeString(ledger, Files.readString(ledger).replaceFirst("GONE", "DONE"));
        assertThat(shell(commands.replace("sha256sum --check --quiet SHA256SUMS", ""))
                        .exit())
                .as("a changed entry")
                .isNotZero();
    }

    private Cli.Result shell(String script) throws IOException, InterruptedException {
        Path out = file("out");
        Process process = new ProcessBuilder("sh", "-c", script)
                .directory(Files.createDirectories(file("unpacked")).toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        return new Cli.Result(process.waitFor(), Files.readString(out), "");
    }

    @Test
    void rows_that_came_back_are_found_named_and_recorded() {
        run(0, "purge-due", "--execute");
        JsonNode clean = json(
                run(0, "reverify", "--since", "2020-01-01", "--output", "json").out());
        assertThat(clean.path("organizations").asLong()).isEqualTo(3);
        assertThat(clean.path("rows").asLong()).isZero();
        assertThat(clean.path("tables_not_counted").size()).isZero();

        database.script("insert into organizations values (1, 'Kestrel is back', 'ACTIVE', null);"
                + " insert into users values (101, 1, 'Kestrel@example.org'); insert into posts values (101, 101, 'by Kestrel');"
                + " insert into log_lines values (102, 2, 'Kestrel too late');");
        Cli.Result told = run(5, "reverify", "--since", "2020-01-01");
        JsonNode found = json(
                run(5, "reverify", "--since", "2020-01-01", "--output", "json").out());

        assertThat(told.out()).contains("public.posts", "public.log_lines");
        assertThat(told.err()).contains("2 have 4 rows");
        assertThat(found.at("/found/0").toString())
                .isEqualTo(
                        "{\"org_id\":\"1\",\"tables\":{\"public.posts\":1,\"public.users\":1,\"public.organizations\":1}}");
        assertThat(found.at("/found/1").toString()).isEqualTo("{\"org_id\":\"2\",\"tables\":{\"public.log_lines\":1}}");
        assertThat(found.path("organizations_with_rows").asLong()).isEqualTo(2);
        assertThat(run(0, "verify", "--public-key", file("key.pem.pub").toString())
                        .out())
                .contains("intact");
        assertThat(json(run(0, "reverify", "--since", "2099-01-01", "--output", "json")
                                .out())
                        .path("organizations")
                        .asLong())
                .isZero();
        String ledger = run(0, "ledger-export").out();
        assertThat(ledger)
                .contains("REMNANTS_FOUND", "REVERIFIED", "public.log_lines")
                .doesNotContain(CANARY);
        JsonNode report = json(
                run(0, "report", "--from", "2020-01-01", "--to", "2100-01-01").out());
        assertThat(report.at("/reverified/1/found").asLong()).isEqualTo(2);
        database.script(
                "delete from posts where id = 101; delete from users where id = 101; delete from log_lines where id = 102;"
                        + " delete from organizations where id = 1;");
    }

    @Test
    void what_cannot_be_asked_for_is_told() {
        assertThat(run(4, "report", "--from", "2020-01-01", "--to", "2021-01-01")
                        .err())
                .contains("NO_LEDGER");
        run(0, "init");
        for (String[] words : new String[][] {
            {"report"},
            {"report", "--from", "2020-01-01"},
            {"report", "--from", "2020-01-01", "--to", "2020-01-01"},
            {"report", "--from", "yesterday", "--to", "2020-01-01"},
            {"report", "--from", "2020-01-01", "--to", "2021-01-01", "--part", "runs"},
            {"report", "--from", "2020-01-01", "--to", "2021-01-01", "--run-id", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b"
            },
            {"report", "--from", "2020-01-01", "--to", "2021-01-01", "--out", "/no/such/folder/report.json"},
            {"reverify", "--since", "31.12.2026"},
        }) {
            assertThat(run(2, words).err()).as(List.of(words).toString()).contains("error: ");
        }
        assertThat(run(4, "report", "--run-id", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b")
                        .err())
                .contains("NO_SUCH_RUN");
        assertThat(json(run(0, "report", "--from", "2020-01-01", "--to", "2021-01-01")
                                .out())
                        .at("/summary/organizations")
                        .asLong())
                .isZero();
    }
}
