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
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Holds, pause and stop at the console, by the roles that the documentation tells to make. */
class SayNoIT {

    private static final String SCHEMA = """
            create table organizations (id bigint primary key, name text not null, status text not null,
                deactivated_at timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations (id));
            create index on users (org_id);
            insert into organizations select n, 'Org ' || n, 'DEACTIVATED', now() - interval '90 days' from generate_series(1, 3) n;
            insert into users select n, 1 + n % 3 from generate_series(1, 30) n;
            """;
    private static final String POLICY = """
            orgpurge:
              organization:
                table: organizations
                label: name
                due:
                  - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
                reactivate: {set: "status = 'ACTIVE', deactivated_at = null"}
              guards: {max-share: 100%}
            """;

    @TempDir
    private Path folder;

    private final TestDatabase owner = TestServer.newDatabase();
    private Path policy = Path.of("");

    @BeforeEach
    void create() throws IOException {
        owner.script(SCHEMA);
        policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    }

    private Cli.Result expect(TestDatabase role, int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + policy);
        Cli.Result result = Cli.run(role, all.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return result;
    }

    private JsonNode json(TestDatabase role, int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--output", "json"));
        return JsonMapper.shared()
                .readTree(expect(role, exit, all.toArray(String[]::new)).out());
    }

    private static List<String> texts(JsonNode list, String field) {
        return list.valueStream().map(node -> node.path(field).asString()).toList();
    }

    /** A role with the printed grants, and what it needs of the customer's tables. */
    private TestDatabase role(String purpose, String printed, String tables) {
        String name = purpose + "_" + owner.url().substring(owner.url().lastIndexOf('/') + 1);
        owner.script("create role " + name + " login password 'secret'; grant usage on schema public to " + name + "; "
                + tables.formatted(name));
        owner.script(expect(owner, 0, "init", "--print-sql")
                .out()
                .lines()
                .filter(line -> line.startsWith("-- grant ") || line.startsWith("-- revoke "))
                .filter(line -> line.contains(printed))
                .map(line -> line.substring(3).replace(printed, name))
                .collect(Collectors.joining("\n")));
        return owner.as(name, "secret");
    }

    @Test
    void one_role_holds_and_another_one_purges_and_neither_does_both() {
        expect(owner, 0, "init");
        TestDatabase lawyer = role("lawyer", "orgpurge_holds", "grant select on organizations to %s");
        TestDatabase night =
                role("night", "orgpurge_runtime", "grant select, update, delete on organizations, users to %s");

        JsonNode placed = json(lawyer, 0, "hold-place", "--org-id", "2", "--matter", "Doe", "--reason", "order");
        assertThat(placed.path("holds").get(0).path("placed_role").asString()).startsWith("lawyer_");
        assertThat(expect(night, 3, "hold-release", "--org-id", "2", "--reason", "mine")
                        .err())
                .contains("MISSING_PRIVILEGE");
        assertThat(expect(night, 3, "hold-place", "--all", "--matter", "m", "--reason", "r")
                        .err())
                .contains("MISSING_PRIVILEGE");
        expect(lawyer, 3, "purge-due", "--execute");

        JsonNode run = json(night, 0, "purge-due", "--execute");
        assertThat(texts(run.path("organizations"), "status")).containsExactly("purged", "blocked", "purged");
        assertThat(texts(run.path("organizations").get(1).path("reasons"), "code"))
                .containsExactly("LEGAL_HOLD");
        assertThat(texts(json(night, 0, "holds").path("holds"), "matter")).containsExactly("Doe");
        assertThat(json(night, 0, "organization", "--org-id", "2")
                        .path("holds")
                        .get(0)
                        .path("reason")
                        .asString())
                .isEqualTo("order");

        assertThat(json(lawyer, 0, "hold-release", "--org-id", "2", "--reason", "settled")
                        .path("holds")
                        .get(0)
                        .path("release_reason")
                        .asString())
                .isEqualTo("settled");
        assertThat(expect(lawyer, 0, "holds").out()).contains("Doe", "settled", "lawyer_");
        assertThat(json(night, 0, "purge-due", "--execute").path("rows").asInt())
                .isEqualTo(11);
    }

    @Test
    void before_there_is_a_schema_there_is_no_hold_and_the_first_one_makes_it() {
        assertThat(json(owner, 0, "holds").path("holds")).isEmpty();
        expect(owner, 4, "hold-place", "--org-id", "99", "--matter", "m", "--reason", "r");
        expect(owner, 0, "hold-place", "--org-id", "1", "--matter", "m", "--reason", "r");
        JsonNode candidates = json(owner, 0, "candidates").path("candidates");
        assertThat(texts(candidates, "verdict")).containsExactly("blocked", "eligible", "eligible");
        expect(owner, 4, "hold-release", "--all", "--reason", "r");
    }

    @Test
    void words_that_say_nothing_are_mistakes() {
        expect(owner, 2, "hold-place", "--matter", "m", "--reason", "r");
        expect(owner, 2, "hold-place", "--org-id", "1", "--all", "--matter", "m", "--reason", "r");
        expect(owner, 2, "hold-place", "--org-id", "1", "--matter", " ", "--reason", "r");
        expect(owner, 2, "hold-release", "--org-id", "1", "--matter", "m", "--every-matter", "--reason", "r");
        expect(owner, 2, "pause");
        expect(owner, 4, "stop", "--run-id", "3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b");
    }

    @Test
    void a_pause_at_the_console_keeps_another_process_from_deleting() {
        expect(owner, 3, "resume");
        assertThat(json(owner, 0, "pause", "--reason", "closing").path("status").asString())
                .isEqualTo("paused");
        Cli.Result refused = expect(owner, 8, "purge-due", "--execute");
        assertThat(refused.err()).contains("PAUSED", "closing", "resume");
        expect(owner, 8, "purge", "--org-id", "1", "--execute", "--confirm", "1");
        expect(owner, 0, "purge-due");
        assertThat(expect(owner, 0, "pause", "--reason", "again").err()).contains("already");
        assertThat(json(owner, 0, "resume").path("pauses")).hasSize(1);
        JsonNode run = json(owner, 0, "purge-due", "--execute");
        assertThat(run.path("rows").asInt()).isEqualTo(33);
        assertThat(json(owner, 0, "stop", "--run-id", run.path("run_id").asString(), "--wait")
                        .path("status")
                        .asString())
                .isEqualTo("complete");
    }
}
