package dev.orgpurge.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.json.JsonMapper;

/** The whole job, by a role that has what {@code init --print-sql} prints and nothing else. */
class LeastPrivilegeIT {

    private static final String SCHEMA = """
            create schema "Shop 'A";
            create table organizations (id bigint primary key, name text not null, status text not null,
                deactivated_at timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations, email text not null);
            create index on users (org_id);
            create table "Shop 'A"."order ?" (id bigint primary key, "user" bigint not null references users);
            create index on "Shop 'A"."order ?" ("user");
            create table posts (id bigint primary key, title text, author bigint references users on delete set null);
            create index on posts (author);
            create table invoices (id bigint primary key, org_id bigint references organizations);
            create index on invoices (org_id);
            create table audit (id bigint primary key, org_id bigint not null);
            create table audit_lines (id bigint primary key, audit_id bigint not null);
            insert into organizations select n, 'Org ' || n, 'DEACTIVATED', now() - interval '90 days' from generate_series(1, 4) n;
            insert into users select n, 1 + n % 4, 'u' || n from generate_series(1, 40) n;
            insert into "Shop 'A"."order ?" select n, n from generate_series(1, 40) n;
            insert into posts select n, 't', n from generate_series(1, 40) n;
            insert into invoices select n, 1 + n % 4 from generate_series(1, 8) n;
            insert into audit select n, 1 + n % 4 from generate_series(1, 8) n;
            insert into audit_lines select n, n from generate_series(1, 8) n;
            """;
    private static final String POLICY = """
            orgpurge:
              organization:
                table: organizations
                label: name
                due:
                  - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated, force: true}
              constraints: {dependents: [users]}
              tables:
                - {table: invoices, treatment: retain, ground: "tax law", owned-by: org_id, detach: [org_id]}
                - {table: audit, owned-by: org_id}
                - {table: audit_lines, owned-by: audit_id -> audit}
              guards: {max-share: 100%}
            """;

    private final TestDatabase owner = TestServer.newDatabase();
    private final String name = "runtime_" + owner.url().substring(owner.url().lastIndexOf('/') + 1);
    private final TestDatabase runtime = owner.as(name, "secret");

    @TempDir
    private Path folder;

    private Path policy = Path.of("");
    private List<String> grants = List.of();

    @BeforeEach
    void grant() throws IOException {
        owner.script(SCHEMA + "create role " + name + " login password 'secret'");
        policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
        expect(owner, 0, "init");
        grants = expect(owner, 0, "init", "--print-sql")
                .out()
                .lines()
                .filter(line -> line.startsWith("-- grant ") || line.startsWith("-- revoke "))
                .filter(line -> line.contains("orgpurge_runtime"))
                .map(line -> line.substring(3).replace("orgpurge_runtime", name))
                .toList();
        owner.script(String.join("\n", grants));
    }

    private Cli.Result expect(TestDatabase role, int exit, String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=file:" + policy);
        Cli.Result result = Cli.run(role, all.toArray(String[]::new));
        assertThat(result.exit())
                .as(String.join(" ", words) + "\n" + result.out() + result.err())
                .isEqualTo(exit);
        return result;
    }

    private String session(String question) {
        return String.valueOf(asRuntime().queryForObject(question, String.class));
    }

    private JdbcTemplate asRuntime() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(owner.url());
        dataSource.setUser(name);
        dataSource.setPassword("secret");
        return new JdbcTemplate(dataSource);
    }

    @Test
    void the_printed_grants_carry_the_whole_job_and_the_evidence_stays_out_of_reach() throws IOException {
        assertThat(session("select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication"
                        + " from pg_roles where rolname = current_user"))
                .isEqualTo("f");
        assertThat(session("select count(*) from pg_class where relowner = current_user::regrole"))
                .isEqualTo("0");
        expect(owner, 0, "hold-place", "--org-id", "4", "--matter", "M", "--reason", "R");
        for (String command : List.of("candidates", "plan", "purge-due", "holds", "runs", "explain --org-id 1")) {
            expect(runtime, 0, command.split(" ", -1));
        }
        expect(runtime, 0, "pause", "--reason", "closing");
        expect(runtime, 8, "purge-due", "--execute");
        expect(runtime, 0, "resume");
        expect(runtime, 0, "purge", "--org-id", "1", "--execute", "--confirm", "1");
        String run = JsonMapper.shared()
                .readTree(expect(runtime, 0, "purge-due", "--execute", "--output", "json")
                        .out())
                .path("run_id")
                .asString();
        for (String command : List.of(
                "run --run-id " + run,
                "restart --run-id " + run,
                "stop --run-id " + run,
                "organization --org-id 4",
                "certificate --org-id 1",
                "verify")) {
            expect(runtime, 0, command.split(" ", -1));
        }
        assertThat(session("select count(*) from organizations")).isEqualTo("1");
        assertThat(session("select count(*) from posts where author is null")).isEqualTo("30");

        for (String forbidden : List.of(
                "update orgpurge.ledger_entry set body = body",
                "delete from orgpurge.ledger_entry",
                "truncate orgpurge.ledger_entry",
                "alter table orgpurge.ledger_entry disable trigger all",
                "drop table orgpurge.ledger_entry",
                "delete from orgpurge.ledger_head",
                "insert into orgpurge.ledger_head values (2, 0, '')",
                "update orgpurge.ledger_head set id = 2",
                "truncate orgpurge.ledger_head",
                "insert into orgpurge.legal_hold (matter, reason, placed_by) values ('m', 'r', 'b')",
                "update orgpurge.legal_hold set reason = ''",
                "delete from orgpurge.legal_hold_release",
                "insert into orgpurge.legal_hold_release (hold_id, reason, released_by) values (1, 'r', 'b')",
                "create or replace function orgpurge.refuse_change() returns trigger language plpgsql as 'begin return null; end'",
                "update orgpurge.schema_history set success = false",
                "set session_replication_role = replica",
                "update organizations set name = ''",
                "insert into organizations values (9, 'x', 'y', null)",
                "truncate users",
                "update posts set title = ''",
                "delete from posts",
                "delete from invoices",
                "alter table users add x int",
                "create table public.mine (x int)")) {
            assertThatThrownBy(() -> asRuntime().execute(forbidden))
                    .as(forbidden)
                    .rootCause()
                    .hasFieldOrPropertyWithValue("SQLState", "42501");
        }
    }

    @Test
    void whatever_is_missing_is_named_before_anything_begins() {
        // everybody may use the schema public
        Predicate<String> ours = grant ->
                grant.contains("orgpurge.") || grant.contains("schema orgpurge") || grant.contains("schema \"public\"");
        List<String> customers = grants.stream().filter(ours.negate()).toList();
        assertThat(customers).hasSizeGreaterThan(15);
        for (String grant : customers) {
            String privilege = grant.substring("grant ".length(), grant.indexOf(" to "));
            owner.script("revoke " + privilege + " from " + name);
            String said = JsonMapper.shared()
                    .readTree(Cli.run(
                                    runtime,
                                    "purge-due",
                                    "--execute",
                                    "--output",
                                    "json",
                                    "--spring.config.additional-location=file:" + policy)
                            .out())
                    .path("errors")
                    .valueStream()
                    .map(error -> error.path("code").asString() + " "
                            + error.path("detail").asString())
                    .collect(Collectors.joining());
            assertThat(said).as(grant).startsWith("MISSING_PRIVILEGE");
            // what the due rules read is refused when they are checked, in the server's words
            String object = privilege.replaceAll(".*\\.\"|\"$", "");
            assertThat(said).as(grant).contains(privilege.startsWith("usage on schema") ? "grant " : object);
            owner.script(grant);
        }
        assertThat(session("select count(*) from users")).isEqualTo("40");
    }
}
