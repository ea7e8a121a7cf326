package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys, signed certificates, exports and their verification, as an operator and an auditor type it. */
class EvidenceCommandsIT {

    private static final String SCHEMA = """
            create table organizations (id bigint primary key, name text not null, status text not null, since timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations);
            create index on users (org_id);
            create table invoices (id bigint primary key, org_id bigint references organizations);
            create index on invoices (org_id);
            create table "Übel ""quoted""\" (id bigint primary key, org_id bigint not null references organizations);
            create index on "Übel ""quoted""\" (org_id);
            insert into organizations select n, 'Org ' || n, 'GONE', now() - interval '90 days' from generate_series(1, 4) n;
            insert into organizations values (9, 'Stays', 'ACTIVE', null);
            insert into users select n, n % 4 + 1 from generate_series(1, 40) n;
            insert into invoices values (1, 2), (2, 9);
            insert into "Übel ""quoted""\" values (1, 1), (2, 9);
            """;

    private static final String POLICY = """
            orgpurge:
              organization:
                table: organizations
                label: name
                due:
                  - {rule: gone, when: "status = 'GONE'", since: since, grace: 30d, state: deactivated}
              tables:
                - {table: invoices, treatment: retain, ground: "tax law, ten years", detach: [org_id]}
              guards: {max-share: 100%}
            """;

    private final TestDatabase database = TestServer.newDatabase();

    @TempDir
    private Path folder;

    @BeforeEach
    void create() throws IOException {
        database.script(SCHEMA);
        Files.writeString(file("policy.yaml"), POLICY);
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    private Cli.Result online(int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + file("policy.yaml"));
        return expect(exit, Cli.run(database, all.toArray(String[]::new)), words);
    }

    /** Neither a database nor a policy is configured. */
    private static Cli.Result offline(int exit, String... words) {
        return expect(exit, Cli.run(words), words);
    }

    private static Cli.Result expect(int exit, Cli.Result result, String... words) {
        assertThat(result.exit())
                .as("%s: %s %s", List.of(words), result.out(), result.err())
                .isEqualTo(exit);
        return result;
    }

    private static JsonNode json(Cli.Result result) {
        return new JsonMapper().readTree(result.out());
    }

    private String keygen() {
        JsonNode made = json(offline(0, "keygen", "--out", file("key.pem").toString(), "--output", "json"));
        assertThat(made.path("public_key").asString())
                .isEqualTo(file("key.pem.pub").toString());
        return made.path("key_id").asString();
    }

    private String signing() {
        return "--orgpurge.evidence.signing-key=" + file("key.pem");
    }

    /** A night with a key; certificate, export and head are in the folder. */
    private JsonNode signedNight() {
        JsonNode night = json(online(
                0,
                "purge-due",
                "--execute",
                "--output",
                "json",
                signing(),
                "--orgpurge.evidence.head-file=" + file("head.json")));
        online(
                0,
                "certificate",
                "--org-id",
                "1",
                "--out",
                file("certificate.json").toString(),
                signing());
        online(0, "ledger-export", "--out", file("ledger.jsonl").toString());
        return night;
    }

    @Test
    void an_auditor_verifies_certificate_head_and_export_without_a_database() throws IOException {
        String key = keygen();
        JsonNode night = signedNight();

        assertThat(night.at("/ledger_head/signature/key_id").asString()).isEqualTo(key);
        assertThat(Files.readString(file("head.json")).strip())
                .isEqualTo(night.path("ledger_head").toString());
        String[] genuine = {
            "verify",
            "--certificate",
            file("certificate.json").toString(),
            "--public-key",
            file("key.pem.pub").toString()
        };
        assertThat(offline(0, genuine).out()).startsWith("The certificate is intact");
        JsonNode export = json(offline(
                0,
                "verify",
                "--export",
                file("ledger.jsonl").toString(),
                "--public-key",
                file("key.pem.pub").toString(),
                "--expect-head",
                file("head.json").toString(),
                "--output",
                "json"));
        assertThat(export.path("status").asString()).isEqualTo("intact");
        assertThat(export.path("head").asString())
                .isEqualTo(night.at("/ledger_head/head").asString());
        assertThat(export.path("signed_to").asLong())
                .isEqualTo(night.at("/ledger_head/position").asLong() - 1);
        assertThat(json(online(0, "verify", "--output", "json")).path("head")).isEqualTo(export.path("head"));
        online(0, "verify", "--certificate", file("certificate.json").toString());
        offline(
                0,
                "verify",
                "--certificate",
                file("certificate.json").toString(),
                "--export",
                file("ledger.jsonl").toString());

        Files.writeString(
                file("certificate.json"),
                Files.readString(file("certificate.json")).replace("\"rows\":", "\"rows\":1"));
        assertThat(offline(5, genuine).out()).startsWith("The certificate is broken");
        online(5, "verify", "--certificate", file("certificate.json").toString());
        Files.writeString(
                file("ledger.jsonl"), Files.readString(file("ledger.jsonl")).replaceFirst("gone", "gine"));
        JsonNode broken =
                json(offline(5, "verify", "--export", file("ledger.jsonl").toString(), "--output", "json"));
        assertThat(broken.path("status").asString()).isEqualTo("broken");
        assertThat(broken.path("first_broken").asLong()).isPositive();
    }

    @Test
    void certificate_and_head_are_what_their_schemas_say() throws IOException {
        keygen();
        signedNight();
        online(0, "certificate", "--org-id", "2", "--out", file("retained.json").toString());

        valid("orgpurge-certificate-1.json", "certificate.json");
        valid("orgpurge-certificate-1.json", "retained.json");
        valid("orgpurge-head-1.json", "head.json");
        assertThat(Files.readString(file("retained.json")))
                .contains("\"status\":\"complete_with_retention\"", "\"ground\":\"tax law, ten years\"");
        assertThat(errors("orgpurge-certificate-1.json", "head.json")).isNotEmpty();
    }

    private void valid(String schema, String name) throws IOException {
        assertThat(errors(schema, name)).as(name).isEmpty();
    }

    private List<String> errors(String schema, String name) throws IOException {
        return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(Files.readString(Path.of("docs/schema", schema)), InputFormat.JSON)
                .validate(Files.readString(file(name)), InputFormat.JSON)
                .stream()
                .map(Object::toString)
                .toList();
    }

    /** The block of the documentation, literally. */
    @Test
    void openssl_jq_and_sha256sum_say_the_same() throws IOException, InterruptedException {
        for (String tool : List.of("openssl version", "jq --version", "sha256sum --version")) {
            assumeTrue(shell(tool).exit() == 0, tool + " cannot be run");
        }
        keygen();
        signedNight();
        Files.copy(file("key.pem.pub"), file("keys.pub"));
        String script = Pattern.compile("<!-- tested: .*?```sh\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("docs/evidence.md")))
                .results()
                .map(block -> block.group(1))
                .findFirst()
                .orElseThrow();

        Cli.Result good = shell(script);
        assertThat(good.exit()).as(good.out()).isZero();
        assertThat(good.out()).contains("Signature Verified Successfully", "entries, head sha256:");

        String ledger = Files.readString(file("ledger.jsonl"));
        Files.writeString(file("ledger.jsonl"), ledger.replaceFirst("gone", "gine"));
        assertThat(shell(script).exit()).isNotZero();
        Files.writeString(file("ledger.jsonl"), ledger);
        assertThat(shell(script).exit()).isZero();
        Files.writeString(
                file("certificate.json"),
                Files.readString(file("certificate.json")).replace("\"org_id\":\"1\"", "\"org_id\":\"3\""));
        assertThat(shell(script).exit()).isNotZero();
    }

    private Cli.Result shell(String script) throws IOException, InterruptedException {
        Path out = file("out");
        Process process = new ProcessBuilder("bash", "-c", script)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile())
                .start();
        return new Cli.Result(process.waitFor(), Files.readString(out), "");
    }

    @Test
    void without_a_key_certificates_say_loudly_that_they_are_unsigned_and_are_checked_against_the_ledger() {
        Cli.Result night = online(0, "purge-due", "--execute");
        assertThat(night.out()).containsPattern("Ledger head sha256:[0-9a-f]{64}, entry \\d+, unsigned");
        Cli.Result certificate = online(
                0,
                "certificate",
                "--org-id",
                "1",
                "--out",
                file("certificate.json").toString());
        keygen();

        assertThat(certificate.err()).contains("UNSIGNED");
        assertThat(json(online(
                                0,
                                "verify",
                                "--certificate",
                                file("certificate.json").toString(),
                                "--output",
                                "json"))
                        .path("status")
                        .asString())
                .isEqualTo("unsigned");
        offline(
                5,
                "verify",
                "--certificate",
                file("certificate.json").toString(),
                "--public-key",
                file("key.pem.pub").toString());
        assertThat(json(online(5, "verify", "--public-key", file("key.pem.pub").toString(), "--output", "json"))
                        .path("status")
                        .asString())
                .isEqualTo("unsigned");
        assertThat(online(3, "certificate", "--org-id", "1", "--orgpurge.evidence.require-signature=true")
                        .err())
                .contains("SIGNATURE_REQUIRED");
    }

    @Test
    void a_key_that_cannot_be_used_stops_a_night_before_it_begins() throws IOException {
        assertThat(online(2, "purge-due", "--execute", signing()).err()).contains("UNUSABLE_KEY", "cannot be read");
        keygen();
        Files.setPosixFilePermissions(file("key.pem"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(online(2, "purge-due", "--execute", signing()).err()).contains("may be read by others");
        assertThat(online(
                                2,
                                "purge-due",
                                "--execute",
                                "--orgpurge.evidence.signing-key=-----BEGIN PRIVATE KEY-----\nkestrel")
                        .err())
                .contains("UNUSABLE_KEY")
                .doesNotContain("kestrel");
        assertThat(database.jdbc()
                        .sql("select count(*) from organizations")
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    @Test
    void what_cannot_be_checked_is_told_with_exit_2() throws IOException {
        Files.writeString(file("text"), "no json");
        Files.writeString(file("other.json"), "{\"format\":\"x/1\"}");
        keygen();
        String key = file("key.pem.pub").toString();
        for (List<String> words : List.of(
                List.of("--certificate", file("none").toString(), "--public-key", key),
                List.of("--certificate", file("text").toString(), "--public-key", key),
                List.of("--certificate", file("other.json").toString(), "--public-key", key),
                List.of("--export", file("none").toString()),
                List.of("--export", file("text").toString()),
                List.of(
                        "--export",
                        file("text").toString(),
                        "--expect-head",
                        file("other.json").toString()),
                List.of("--export", file("text").toString(), "--expect-head", "sha256:short"))) {
            List<String> all = new ArrayList<>(List.of("verify"));
            all.addAll(words);
            assertThat(offline(2, all.toArray(String[]::new)).err())
                    .as(words.toString())
                    .contains("UNREADABLE_FILE");
        }
        assertThat(offline(
                                2,
                                "verify",
                                "--export",
                                "x",
                                "--public-key",
                                file("key.pem").toString())
                        .err())
                .contains("UNUSABLE_KEY", "private key");
        assertThat(offline(2, "keygen", "--out", file("key.pem").toString()).err())
                .contains("UNWRITABLE_FILE", "never overwritten");
        assertThat(offline(2, "verify").err()).contains("MISSING_CONFIGURATION");
    }

    @Test
    void an_export_on_stdout_is_the_export_in_a_file() throws IOException {
        online(0, "purge-due", "--execute");

        String out = online(0, "ledger-export").out();
        online(0, "ledger-export", "--out", file("ledger.jsonl").toString());

        assertThat(out).isEqualTo(Files.readString(file("ledger.jsonl")));
        assertThat(out.lines().count()).isGreaterThan(5);
    }

    @Test
    void a_database_without_a_ledger_is_told() {
        assertThat(online(4, "ledger-export").err()).contains("NO_LEDGER");
        assertThat(online(4, "verify").err()).contains("NO_LEDGER");
    }
}
