package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every command on a real database, in both forms of output. */
class CommandsIT {

    private static final String SCHEMA = """
            create table organizations (id bigint primary key, name text not null, status text not null,
                deactivated_at timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations (id));
            create index on users (org_id);
            create table flows (id bigint primary key, org_id bigint not null references organizations (id));
            create index on flows (org_id);
            insert into organizations values
                (-5, 'Minus', 'DEACTIVATED', now() - interval '90 days'),
                (1, 'Acme "Ltd"', 'DEACTIVATED', now() - interval '90 days'),
                (2, 'Busy', 'DEACTIVATED', now() - interval '90 days'),
                (3, 'Fresh', 'DEACTIVATED', now() - interval '1 day'),
                (4, 'Alive', 'ACTIVE', null);
            insert into flows select n, case when n <= 12 then 1 else 4 end from generate_series(1, 20) n;
            insert into users values (1, 2), (2, 4);
            """;
    private static final String POLICY = """
            orgpurge:
              organization:
                table: organizations
                label: name
                due:
                  - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
                deactivate: {when: "status = 'ACTIVE'", set: "status = 'DEACTIVATED', deactivated_at = now()"}
                reactivate: {set: "status = 'ACTIVE', deactivated_at = null"}
              constraints:
                dependents: [users]
              guards: {max-share: 100%}
            """;

    @TempDir
    private Path folder;

    private final TestDatabase database = TestServer.newDatabase();
    private Path policy = Path.of("");

    @BeforeEach
    void create() throws IOException {
        database.script(SCHEMA);
        policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    }

    private Cli.Result run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + policy);
        return Cli.run(database, all.toArray(String[]::new));
    }

    private Cli.Result expect(int exit, String... words) {
        Cli.Result result = run(words);
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return result;
    }

    private JsonNode json(int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--output", "json"));
        String out = expect(exit, all.toArray(String[]::new)).out();
        assertThat(out).hasLineCount(1);
        return JsonMapper.shared().readTree(out);
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(node -> node.path(field).asString()).toList();
    }

    private long count(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }

    @Test
    void looking_changes_nothing_and_needs_no_schema_of_ours() {
        JsonNode candidates = json(0, "candidates").path("candidates");
        assertThat(texts(candidates, "org_id")).containsExactly("-5", "1", "2", "3");
        assertThat(texts(candidates, "verdict")).containsExactly("eligible", "eligible", "blocked", "blocked");
        assertThat(candidates.get(1).path("label").asString()).isEqualTo("Acme \"Ltd\"");
        assertThat(texts(candidates.get(2).path("reasons"), "code")).containsExactly("STILL_HAS_DEPENDENTS");
        assertThat(texts(candidates.get(3).path("reasons"), "code")).containsExactly("GRACE_PERIOD");
        assertThat(expect(0, "candidates").out()).contains("GRACE_PERIOD").contains("Acme \"Ltd\"");
        assertThat(expect(0, "candidates").err()).contains("2 eligible, 2 blocked");

        JsonNode plan = json(0, "plan", "--org-id", "1");
        assertThat(plan.path("executable").asBoolean()).isTrue();
        assertThat(texts(plan.path("steps"), "table"))
                .endsWith("public.organizations")
                .contains("public.flows");
        assertThat(texts(plan.path("steps"), "reason"))
                .contains("always owned through org_id -> public.organizations(id)");
        assertThat(plan.path("tables").path("public.flows").asInt()).isEqualTo(12);
        assertThat(expect(0, "plan").out()).contains("org_id -> public.organizations(id)");

        JsonNode organization = json(0, "organization", "--org-id", "2");
        assertThat(organization.path("status").asString()).isEqualTo("deactivated");
        assertThat(organization.path("users").asInt()).isEqualTo(1);
        assertThat(organization.path("businesses").asInt()).isZero();
        assertThat(organization.path("due").path("verdict").asString()).isEqualTo("blocked");
        assertThat(json(0, "organization", "--org-id=-5").path("label").asString())
                .isEqualTo("Minus");
        assertThat(json(0, "organization", "--org-id", "4").path("due").isNull())
                .isTrue();
        assertThat(expect(0, "organization", "--org-id", "4").out()).contains("Organization 4 (Alive): active");

        assertThat(json(0, "runs").path("runs")).isEmpty();
        assertThat(database.jdbc()
                        .sql("select to_regnamespace('orgpurge') is null")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void one_organization_is_rehearsed_then_purged_then_proven() throws IOException {
        JsonNode rehearsal = json(0, "purge", "--org-id", "1");
        assertThat(rehearsal.path("mode").asString()).isEqualTo("rehearsal");
        assertThat(rehearsal.path("rows").asInt()).isEqualTo(13);
        assertThat(count("organizations")).isEqualTo(5);

        Cli.Result unconfirmed = expect(3, "purge", "--org-id", "1", "--execute");
        assertThat(unconfirmed.err()).contains("CONFIRMATION_MISSING");
        expect(3, "purge", "--org-id", "1", "--execute", "--confirm", "Acme");
        assertThat(count("organizations")).isEqualTo(5);

        JsonNode purge = json(0, "purge", "--org-id", "1", "--execute", "--confirm", "Acme \"Ltd\"");
        assertThat(purge.path("status").asString()).isEqualTo("complete");
        assertThat(purge.path("errors")).isEmpty();
        assertThat(purge.path("organizations")
                        .get(0)
                        .path("tables")
                        .path("public.flows")
                        .asInt())
                .isEqualTo(12);
        assertThat(count("organizations")).isEqualTo(4);

        String certificateId =
                purge.path("organizations").get(0).path("certificate_id").asString();
        assertThat(expect(0, "certificate", "--org-id", "1").out()).contains(certificateId);
        Path file = folder.resolve("certificate.json");
        expect(0, "certificate", "--org-id", "1", "--format", "json", "--out", file.toString());
        assertThat(Files.readString(file)).contains(certificateId);
        assertThat(json(0, "organization", "--org-id", "1").path("status").asString())
                .isEqualTo("purged");
        assertThat(json(0, "verify").path("status").asString()).isEqualTo("intact");
        assertThat(expect(0, "verify").out()).startsWith("The ledger is intact");

        assertThat(texts(json(0, "runs").path("runs"), "run_id"))
                .startsWith(purge.path("run_id").asString());
        assertThat(json(0, "run", "--run-id", purge.path("run_id").asString()).path("organizations"))
                .isEqualTo(purge.path("organizations"));
        assertThat(json(0, "purge", "--org-id", "1", "--execute", "--confirm", "1")
                        .path("status")
                        .asString())
                .isEqualTo("nothing_to_do");
    }

    @Test
    void the_nightly_run_purges_who_is_eligible_and_tells_why_others_stay() {
        Cli.Result rehearsal = expect(0, "purge-due");
        assertThat(rehearsal.out()).contains("rehearsed").contains("STILL_HAS_DEPENDENTS");
        assertThat(rehearsal.err()).contains("nothing was deleted");
        JsonNode night = json(0, "purge-due", "--execute", "--request-id", "tonight");
        assertThat(texts(night.path("organizations"), "status")).containsOnly("purged", "blocked");
        assertThat(night.path("resumed")).isEmpty();
        assertThat(count("organizations")).isEqualTo(3);
        assertThat(json(0, "purge-due", "--execute").path("rows").asInt()).isZero();
    }

    @Test
    void a_deactivation_and_its_reversal_stand_in_the_ledger() {
        assertThat(json(0, "deactivate", "--org-id", "4").path("status").asString())
                .isEqualTo("deactivated");
        expect(3, "deactivate", "--org-id", "4");
        assertThat(json(0, "reactivate", "--org-id", "4").path("status").asString())
                .isEqualTo("active");
        assertThat(json(0, "verify").path("entries").asInt()).isEqualTo(2);
    }

    @Test
    void what_is_not_there_is_told_with_exit_4() {
        assertThat(texts(json(4, "organization", "--org-id", "99").path("errors"), "code"))
                .containsExactly("NO_SUCH_ORGANIZATION");
        expect(4, "certificate", "--org-id", "99");
        expect(4, "run", "--run-id", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b");
        expect(4, "purge", "--org-id", "99");
        expect(4, "deactivate", "--org-id", "99");
        expect(0, "init");
        expect(4, "certificate", "--org-id", "99");
        expect(4, "run", "--run-id", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b");
        expect(4, "restart", "--run-id", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b");
    }

    @Test
    void an_id_that_is_none_a_table_that_is_none_and_a_file_that_cannot_be_written_are_mistakes() {
        expect(2, "organization", "--org-id", "forty-two");
        expect(2, "purge", "--org-id", "forty-two");
        expect(2, "candidates", "--orgpurge.organization.table=nosuch");
        Cli.Result result = expect(
                2,
                "plan",
                "--out",
                folder.resolve("nosuch").resolve("plan.json").toString());
        assertThat(result.err()).hasLineCount(1).contains("UNWRITABLE_FILE");
    }

    @Test
    void a_plan_goes_to_a_file_as_json() throws IOException {
        Path file = folder.resolve("plan.json");
        expect(0, "plan", "--out", file.toString());
        assertThat(JsonMapper.shared()
                        .readTree(Files.readString(file))
                        .path("digest")
                        .asString())
                .startsWith("sha256:");
    }

    @Test
    void the_schema_is_printed_or_made() {
        assertThat(expect(0, "init", "--print-sql").out()).containsIgnoringCase("create schema");
        assertThat(json(0, "init").path("migrations").asInt()).isPositive();
        assertThat(json(0, "init").path("migrations").asInt()).isZero();
    }

    @Test
    void a_pipe_of_commands_works_on_the_database() {
        Cli.Result result = Cli.withInput(
                "organization --org-id -5\npurge --org-id=-5 --execute --confirm 'Minus'\norganization --org-id -5\n",
                "shell",
                "--spring.config.additional-location=file:" + policy,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password());
        assertThat(result.out())
                .contains("Organization -5 (Minus): deactivated")
                .contains("Organization -5: purged");
        assertThat(result.exit()).isZero();
    }

    private Path plan(String... words) {
        Path file = folder.resolve("plan.json");
        List<String> all = new ArrayList<>(List.of("plan", "--out", file.toString()));
        all.addAll(List.of(words));
        expect(0, all.toArray(String[]::new));
        return file;
    }

    @Test
    void an_approved_plan_is_carried_out_and_nothing_else() throws IOException {
        Path approved = plan();
        JsonNode written = JsonMapper.shared().readTree(Files.readString(approved));
        assertThat(texts(written.path("candidates"), "org_id")).containsExactlyInAnyOrder("-5", "1");

        database.script("update organizations set deactivated_at = now() - interval '90 days' where id = 3");
        JsonNode others = json(3, "purge-due", "--execute", "--plan", approved.toString());
        assertThat(others.path("errors").get(0).path("code").asString()).isEqualTo("NOT_APPROVED");
        assertThat(others.path("errors").get(0).path("detail").asString()).contains("not approved: 3;");

        database.script("update organizations set deactivated_at = now() where id = 3");
        assertThat(json(0, "purge-due", "--execute", "--plan", approved.toString())
                        .path("status")
                        .asString())
                .isEqualTo("complete");
        assertThat(count("organizations")).isEqualTo(3);
    }

    @Test
    void another_plan_than_the_approved_one_is_drift() throws IOException {
        Path approved = plan();
        Files.writeString(
                policy,
                POLICY.replace("  constraints:", "  tables: [{table: flows, owned-by: org_id}]\n  constraints:"));

        JsonNode answer = json(7, "purge-due", "--execute", "--plan", approved.toString());

        assertThat(answer.path("errors").get(0).path("code").asString()).isEqualTo("PLAN_CHANGED");
        assertThat(count("organizations")).isEqualTo(5);
    }

    @Test
    void a_file_that_is_no_approved_plan_is_refused_with_a_sentence() throws IOException {
        Path file = folder.resolve("no-plan.json");
        for (String content : List.of(
                "",
                "{",
                "[]",
                "{}",
                "{\"digest\":\"sha256:1\"}",
                "{\"candidates\":[]}",
                "{\"digest\":\"sha256:1\",\"candidates\":[1]}",
                "{\"digest\":\"sha256:1\",\"candidates\":[{\"org_id\":1}]}",
                "{\"digest\":\"sha256:1\",\"candidates\":[{\"org_id\":\"1\"}")) {
            Files.writeString(file, content);
            assertThat(expect(2, "purge-due", "--execute", "--plan", file.toString())
                            .err())
                    .as(content)
                    .contains("no-plan.json", "plan --out")
                    .doesNotContain("Exception");
        }
        expect(
                2,
                "purge-due",
                "--execute",
                "--plan",
                folder.resolve("absent.json").toString());
        expect(2, "purge-due", "--execute", "--plan", plan("--org-id", "1").toString());
        assertThat(count("organizations")).isEqualTo(5);
    }
}
