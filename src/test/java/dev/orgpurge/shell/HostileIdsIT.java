package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Organizations whose ids look like SQL, placeholders, options or nothing at all, through every command that takes an id. */
class HostileIdsIT {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void create() {
        database.script("""
                create table organizations (id text primary key, name text, status text not null, deactivated_at timestamptz);
                create table users (id bigint generated always as identity primary key,
                                    org_id text not null references organizations);
                create index on users (org_id);
                insert into organizations values ('bystander', 'B', 'ACTIVE', null);
                insert into users (org_id) values ('bystander');
                """);
    }

    private void insert(String id) {
        database.script("insert into organizations values (" + quoted(id)
                + ", 'N', 'DEACTIVATED', now() - interval '90 days'); insert into users (org_id) select " + quoted(id)
                + " from generate_series(1, 3)");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    private JsonNode json(int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--output");
        all.add("json");
        all.add("--spring.config.additional-location=src/test/resources/town.yaml");
        Cli.Result result = Cli.run(database, all.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return JSON.readTree(result.out());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/* :id ? ?? $1 {0} %s ${x} */ \\ \"q\"\n\tünïcode 🦆 \u202e", " {null,\"a\"} "})
    void an_id_is_a_value_wherever_it_is_given(String id) {
        insert(id);

        assertThat(json(0, "candidates").get("candidates").get(0).get("org_id").asString())
                .isEqualTo(id);
        assertThat(json(0, "explain", "--org-id", id).get("org_id").asString()).isEqualTo(id);
        JsonNode purged = json(0, "purge", "--org-id", id, "--execute", "--confirm", id);
        assertThat(purged.get("organizations").get(0).get("org_id").asString()).isEqualTo(id);
        assertThat(purged.get("rows").asLong()).isEqualTo(4);
        assertThat(json(0, "certificate", "--org-id", id).toString()).contains("complete");
        assertThat(rows("organizations")).isEqualTo(1);
        assertThat(rows("users")).isEqualTo(1);
    }

    @Test
    void an_id_that_is_half_a_statement_is_held_released_and_purged() {
        String id = "o'; drop table users; --";
        insert(id);

        json(0, "init");
        json(0, "hold-place", "--org-id", id, "--matter", "m", "--reason", "r");
        json(3, "purge", "--org-id", id, "--execute", "--confirm", id);
        json(0, "hold-release", "--org-id", id, "--reason", "r");
        json(0, "purge", "--org-id", id, "--execute", "--confirm", id);
        assertThat(json(0, "organization", "--org-id", id).get("status").asString())
                .isEqualTo("purged");
        json(0, "verify");
        assertThat(rows("users")).isEqualTo(1);
    }

    @Test
    void an_unknown_id_of_that_kind_is_not_found() {
        json(4, "purge", "--org-id", "x' or '1'='1", "--execute", "--confirm", "x' or '1'='1");
        assertThat(rows("users")).isEqualTo(1);
    }

    private long rows(String table) {
        return database.jdbc()
                .sql("select count(*) from " + table)
                .query(Long.class)
                .single();
    }
}
