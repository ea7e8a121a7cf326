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

/** Why an organization goes or stays, told without telling what its row holds. */
class ExplainIT {

    private static final String SCHEMA = """
            create type status_type as enum ('ACTIVE', 'DEACTIVATED', 'CLOSED');
            create table organizations (id bigint primary key, name text not null, status status_type,
                deactivated_at timestamptz, purge_at timestamptz, internal boolean);
            create table users (id bigint primary key, org_id bigint not null references organizations (id));
            create index on users (org_id);
            create table subscriptions (id bigint primary key, org_id bigint not null references organizations (id),
                status text, period_end date);
            create index on subscriptions (org_id);
            create table exports (id bigint primary key, tenant text, state text);
            insert into organizations values
                (1, 'Secret Ltd', 'DEACTIVATED', now() - interval '90 days', null, false),
                (2, 'Fresh', 'DEACTIVATED', now() - interval '1 day', now() + interval '300 days', true),
                (3, 'Unknown', 'CLOSED', null, null, null),
                (4, 'Alive', 'ACTIVE', null, null, null),
                (5, 'Quiet', null, null, now() - interval '1 day', null);
            insert into users values (1, 1), (2, 1);
            insert into subscriptions values (1, 1, 'ended', '2020-01-01'), (2, 1, 'ended', '2020-05-05'),
                (3, 2, 'active', '2020-01-01'), (4, 4, 'ended', '2020-01-01'), (5, 4, 'private words', '2020-01-01');
            insert into exports values (1, '1', 'RUNNING'), (2, '2', 'DONE');
            """;
    private static final String POLICY = """
            orgpurge:
              organization:
                table: organizations
                label: name
                due:
                  - {rule: deactivated, column: status, values: [DEACTIVATED, CLOSED], since: deactivated_at, grace: 30d, state: deactivated}
                  - {rule: scheduled, purge-after: purge_at}
                  - rule: ended
                    join: {table: subscriptions, by: org_id, column: status, values: [ended], since: period_end, zone: Europe/Berlin}
                  - {rule: erasure, on-request: true, when: "name <> 'Alive'"}
                vetoes:
                  - {veto: internal, column: internal, values: [true]}
                  - {veto: first, ids: [77, 2]}
              constraints:
                dependents: [users]
                checks:
                  - {name: exports, table: exports, when: "state = 'RUNNING'", owned-by: tenant, message: an export is at work}
              tables:
                - {table: exports, owned-by: tenant}
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

    private Cli.Result run(int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + policy);
        Cli.Result result = Cli.run(database, all.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return result;
    }

    private JsonNode json(String id) {
        String out = run(0, "explain", "--org-id", id, "--output", "json").out();
        assertThat(out).hasLineCount(1).doesNotContain("Secret", "private words", "2020-05-05", "2020-01-01T");
        return JsonMapper.shared().readTree(out);
    }

    private static List<String> outcomes(JsonNode list, String name) {
        return list.valueStream()
                .map(node ->
                        node.path(name).asString() + " " + node.path("outcome").asString())
                .toList();
    }

    private static List<String> parts(JsonNode rule) {
        return rule.path("parts")
                .valueStream()
                .map(part ->
                        part.path("part").asString() + " " + part.path("about").asString() + " "
                                + part.path("holds").asBoolean() + " "
                                + part.path("value").asString())
                .toList();
    }

    @Test
    void a_blocked_candidate_hears_of_every_rule_veto_and_constraint() {
        JsonNode one = JsonMapper.shared()
                .readTree(
                        run(0, "explain", "--org-id", "01", "--output", "json").out());

        assertThat(one.path("org_id").asString()).isEqualTo("1");
        assertThat(one.path("verdict").asString()).isEqualTo("blocked");
        assertThat(one.path("candidate").asBoolean()).isTrue();
        assertThat(one.path("purged_in").isNull()).isTrue();
        assertThat(outcomes(one.path("rules"), "rule"))
                .containsExactly("deactivated due", "scheduled does_not_match", "ended due", "erasure due");
        assertThat(parts(one.path("rules").get(0)))
                .containsExactly("column status true one_of_the_values", "since deactivated_at true past");
        assertThat(parts(one.path("rules").get(1))).containsExactly("purge-after purge_at false null");
        assertThat(parts(one.path("rules").get(2)))
                .containsExactly("join public.subscriptions true 2_of_2_rows", "join.since period_end true past");
        assertThat(one.path("rules").get(2).path("due_at").asString()).isEqualTo("2020-05-05T22:00:00Z");
        assertThat(outcomes(one.path("vetoes"), "veto"))
                .containsExactly("internal does_not_protect", "first does_not_protect");
        assertThat(outcomes(one.path("constraints"), "code"))
                .containsExactly(
                        "NOT_DUE holds",
                        "GRACE_PERIOD holds",
                        "DUE_DATE_UNKNOWN holds",
                        "PROTECTED holds",
                        "LEGAL_HOLD holds",
                        "STILL_HAS_DEPENDENTS blocks",
                        "RUNNING_WORK blocks",
                        "CROSS_ORGANIZATION_REFERENCE not_asked",
                        "COMPONENT_TOO_LARGE not_asked");
        assertThat(one.path("constraints")
                        .get(6)
                        .path("reasons")
                        .get(0)
                        .path("detail")
                        .asString())
                .isEqualTo("an export is at work (1 row)");
        assertThat(one.toString()).doesNotContain("Secret");
        assertThat(database.jdbc()
                        .sql("select to_regnamespace('orgpurge') is null")
                        .query(Boolean.class)
                        .single())
                .isTrue();
    }

    @Test
    void what_is_not_yet_due_hears_when_and_whom_a_veto_protects_is_told() {
        JsonNode two = json("2");
        assertThat(outcomes(two.path("rules"), "rule"))
                .containsExactly(
                        "deactivated grace_period", "scheduled not_yet", "ended does_not_match", "erasure due");
        assertThat(parts(two.path("rules").get(1)))
                .containsExactly("purge-after purge_at true set", "purge-after purge_at false future");
        assertThat(two.path("due_at").asString())
                .isEqualTo(two.path("rules").get(0).path("due_at").asString());
        assertThat(parts(two.path("rules").get(2))).containsExactly("join public.subscriptions false 0_of_1_rows");
        assertThat(outcomes(two.path("vetoes"), "veto")).containsExactly("internal protects", "first protects");
        assertThat(outcomes(two.path("constraints"), "code")).contains("PROTECTED blocks");
    }

    @Test
    void missing_dates_and_values_are_kinds_too() {
        assertThat(outcomes(json("3").path("rules"), "rule")).startsWith("deactivated date_unknown");
        JsonNode four = json("4");
        assertThat(outcomes(four.path("rules"), "rule"))
                .containsExactly(
                        "deactivated does_not_match",
                        "scheduled does_not_match",
                        "ended does_not_match",
                        "erasure does_not_match");
        assertThat(four.path("candidate").asBoolean()).isFalse();
        assertThat(four.path("due_at").isNull()).isTrue();
        assertThat(parts(four.path("rules").get(0))).containsExactly("column status false another_value");
        assertThat(parts(four.path("rules").get(2))).containsExactly("join public.subscriptions false 1_of_2_rows");
        assertThat(parts(json("5").path("rules").get(0))).containsExactly("column status false null");
        assertThat(parts(json("5").path("rules").get(2))).containsExactly("join public.subscriptions false no_row");
    }

    @Test
    void people_read_a_table_and_an_unknown_id_ends_with_4() {
        assertThat(run(0, "explain", "--org-id", "2").out())
                .startsWith("Organization 2: blocked, selected by purge-due, due from ")
                .containsPattern("rule +deactivated +grace period +column status: yes, one of the values;")
                .containsPattern("veto +internal +protects +column internal: yes, one of the values")
                .containsPattern("constraint +PROTECTED +blocks +PROTECTED internal: this veto protects it")
                .containsPattern("constraint +CROSS_ORGANIZATION_REFERENCE +not asked");
        assertThat(run(4, "explain", "--org-id", "99").err()).contains("[NO_SUCH_ORGANIZATION]");
        assertThat(run(2, "explain", "--org-id", "x").err()).contains("[INVALID_ID]");
    }

    @Test
    void a_veto_stops_a_named_purge_whatever_is_lifted() {
        String[] lifted = {
            "purge", "--org-id", "2", "--execute", "--confirm", "2", "--force", "--ignore-grace", "--reason", "court"
        };
        assertThat(run(3, lifted).out()).contains("PROTECTED internal", "PROTECTED first");
        assertThat(database.jdbc()
                        .sql("select count(*) from organizations")
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    @Test
    void who_lifted_what_stands_in_the_ledger_and_in_the_certificate() {
        database.script("delete from exports");
        run(3, "purge", "--org-id", "1", "--execute", "--confirm", "1");
        run(0, "purge", "--org-id", "1", "--execute", "--confirm", "1", "--force");

        JsonNode certificate = JsonMapper.shared()
                .readTree(run(0, "certificate", "--org-id", "1").out());
        assertThat(certificate.at("/requested_by").asString()).isEqualTo(System.getProperty("user.name"));
        assertThat(certificate.at("/executing_role").asString()).isEqualTo(database.user());
        assertThat(certificate.at("/lifted/dependents").asBoolean()).isTrue();
        assertThat(certificate.at("/lifted/constraints").valueStream().map(JsonNode::toString))
                .singleElement()
                .asString()
                .contains("STILL_HAS_DEPENDENTS", "public.users", "2 rows");
        assertThat(run(0, "explain", "--org-id", "1").out()).startsWith("Organization 1: purged in run ");
        assertThat(JsonMapper.shared()
                        .readTree(run(0, "explain", "--org-id", "1", "--output", "json")
                                .out())
                        .path("verdict")
                        .asString())
                .isEqualTo("purged");
    }

    @Test
    void nothing_goes_until_the_configuration_says_who() throws IOException {
        policy = Files.writeString(folder.resolve("empty.yaml"), "orgpurge: {}\n");
        String[] named = {"purge", "--org-id", "1", "--execute", "--confirm", "1", "--force"};
        assertThat(run(2, "purge-due", "--execute").err()).contains("orgpurge.organization.table is not set");
        assertThat(run(2, named).err()).contains("orgpurge.organization.table is not set");

        policy = Files.writeString(
                folder.resolve("ruleless.yaml"),
                "orgpurge: {organization: {table: organizations}, guards: {max-share: 100%},"
                        + " tables: [{table: exports, treatment: unrelated}]}\n");
        assertThat(run(2, "purge-due", "--execute").err()).contains("no rule says who is due");
        assertThat(run(3, named).out()).contains("NOT_DUE");
        assertThat(database.jdbc()
                        .sql("select count(*) from organizations")
                        .query(Long.class)
                        .single())
                .isEqualTo(5);
    }

    @Test
    void a_condition_cannot_carry_a_second_statement() throws IOException {
        policy = Files.writeString(
                folder.resolve("smuggle.yaml"),
                POLICY.replace("name <> 'Alive'", "true); delete from users; select (true"));
        assertThat(run(2, "candidates").err()).contains("orgpurge.organization.due[3].when", "without its counterpart");
        assertThat(database.jdbc()
                        .sql("select count(*) from users")
                        .query(Long.class)
                        .single())
                .isEqualTo(2);
    }
}
