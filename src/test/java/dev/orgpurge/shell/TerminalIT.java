package dev.orgpurge.shell;

import static dev.orgpurge.fixtures.PseudoTerminal.CTRL_C;
import static dev.orgpurge.fixtures.PseudoTerminal.CTRL_D;
import static dev.orgpurge.fixtures.PseudoTerminal.ENTER;
import static dev.orgpurge.fixtures.PseudoTerminal.TAB;
import static dev.orgpurge.fixtures.PseudoTerminal.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.PseudoTerminal;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person at the prompt, and at the one question that a single command asks: the packaged program in a real terminal. */
class TerminalIT {

    private static final String PROMPT = "orgpurge> ";

    /** A gate in front of the last user, and one in front of the organization itself. */
    private static final String SCHEMA = """
            create table organizations (id bigint primary key, name text not null, status text not null,
                deactivated_at timestamptz);
            create table users (id bigint primary key, org_id bigint not null references organizations (id));
            create index on users (org_id);
            insert into organizations values (1, 'Acme Ltd', 'DEACTIVATED', now() - interval '90 days'),
                (12, 'Alive', 'ACTIVE', null), (7, 'A', 'DEACTIVATED', now() - interval '1 day');
            insert into users select n, case when n <= 900 then 1 else 12 end from generate_series(1, 1000) n;
            create function gate() returns trigger language plpgsql as $$ begin
                while not pg_try_advisory_xact_lock_shared(4711) loop perform pg_sleep(0.01); end loop;
                return old; end $$;
            create trigger gate before delete on users for each row when (old.id = 900) execute function gate();
            create trigger gate before delete on organizations for each row execute function gate();
            """;

    private static final String POLICY = """
            orgpurge:
              organization:
                table: organizations
                label: name
                due:
                  - {rule: deactivated, when: "status = 'DEACTIVATED'", since: deactivated_at, grace: 30d, state: deactivated}
            """;

    private static final String AT_THE_GATE = "select count(*) from pg_stat_activity"
            + " where datname = current_database() and wait_event = 'PgSleep' and pid <> pg_backend_pid()";

    @TempDir
    private Path home;

    private final TestDatabase database = TestServer.newDatabase();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void create() throws IOException {
        database.script(SCHEMA);
        Path policy = Files.writeString(home.resolve("policy.yaml"), POLICY);
        environment.putAll(Map.of(
                "TERM", "xterm",
                "LANG", "C.UTF-8",
                "HOME", home.toString(),
                "SPRING_DATASOURCE_URL", database.url(),
                "SPRING_DATASOURCE_USERNAME", database.user(),
                "SPRING_DATASOURCE_PASSWORD", database.password(),
                "SPRING_CONFIG_ADDITIONAL_LOCATION", "file:" + policy));
    }

    private long count(String table) {
        return number("select count(*) from " + table);
    }

    private long number(String sql) {
        return database.jdbc().sql(sql).query(Long.class).single();
    }

    private void awaitGate() {
        await().atMost(Duration.ofMinutes(3)).until(() -> number(AT_THE_GATE) > 0);
    }

    private PseudoTerminal prompt() {
        PseudoTerminal terminal = PseudoTerminal.start(100, environment, "shell");
        terminal.await(PROMPT);
        return terminal;
    }

    @Test
    void tab_completes_history_remembers_and_slips_are_told() throws IOException {
        try (PseudoTerminal terminal = prompt()) {
            terminal.type("orga" + TAB);
            terminal.await("organization ");
            terminal.type("--or" + TAB);
            terminal.await("--org-id ");
            terminal.type("1" + TAB);
            assertThat(terminal.await("12")).doesNotContain("7");
            terminal.type("2" + ENTER);
            terminal.await("Organization 12 (Alive): active");
            terminal.await(PROMPT);

            terminal.type("runs --output=j" + TAB + ENTER);
            terminal.await("{\"runs\":[]}");
            terminal.await(PROMPT);
            terminal.type("prge --org-id 1" + ENTER);
            terminal.await("did you mean purge?");
            terminal.await(PROMPT);
            terminal.type("purge --excute" + ENTER);
            terminal.await("did you mean --execute?");
            terminal.await(PROMPT);
            terminal.type("organization --org-id 'x" + ENTER);
            terminal.await("a quote is not closed");
            terminal.await(PROMPT);

            terminal.type(" purge half a line" + CTRL_C);
            terminal.await("Nothing is at work");
            terminal.await(PROMPT);
            terminal.type(CTRL_C);
            terminal.await("Nothing is at work");
            terminal.await(PROMPT);
            terminal.type("quit" + ENTER);
            assertThat(terminal.awaitExit()).isZero();
            assertThat(terminal.shown()).doesNotContain("Acme");
        }
        Path history = home.resolve(".local/state/orgpurge/history");
        assertThat(Files.readString(history))
                .contains("organization --org-id 12", "runs --output=json")
                .doesNotContain("prge", "excute", "half", "'x");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(history)))
                .isEqualTo("rw-------");

        try (PseudoTerminal terminal = prompt()) {
            terminal.type(UP);
            terminal.await("runs --output=json");
            terminal.type(UP + ENTER);
            terminal.await("Organization 12 (Alive): active");
            terminal.await(PROMPT);
            terminal.type(CTRL_D);
            assertThat(terminal.awaitExit()).isZero();
        }
    }

    @Test
    void only_the_label_typed_exactly_deletes_and_it_is_not_remembered() throws IOException {
        try (PseudoTerminal terminal = prompt()) {
            for (String wrong : new String[] {"acme ltd", "", CTRL_C}) {
                terminal.type("purge --org-id 1 --execute" + ENTER);
                terminal.await("Type Acme Ltd (or the id 1)");
                terminal.type(wrong + (wrong.equals(CTRL_C) ? "" : ENTER));
                terminal.await("CONFIRMATION_MISSING");
                terminal.await(PROMPT);
            }
            assertThat(count("organizations")).isEqualTo(3);

            terminal.type("purge --org-id 1 --execute" + ENTER);
            terminal.await("Type Acme Ltd (or the id 1)");
            terminal.type("Acme Ltd" + ENTER);
            terminal.await("complete, 1 organization looked at, 901 rows deleted");
            terminal.await(PROMPT);
            assertThat(count("organizations")).isEqualTo(2);
            assertThat(count("users")).isEqualTo(100);
            terminal.type("organization --org-id 7" + ENTER);
            terminal.await("Organization 7");
            terminal.await(PROMPT);
            terminal.type("quit" + ENTER);
            assertThat(terminal.awaitExit()).isZero();
        }
        assertThat(Files.readString(home.resolve(".local/state/orgpurge/history")))
                .contains("purge --org-id 1 --execute")
                .doesNotContain("Acme", "acme");
    }

    @Test
    void ctrl_c_stops_the_run_and_leads_back_to_the_prompt_and_the_second_one_leaves_at_once() throws Exception {
        String run;
        try (PseudoTerminal terminal = prompt();
                Connection gate = database.dataSource().getConnection();
                Statement statement = gate.createStatement()) {
            statement.execute("select pg_advisory_lock(4711)");
            terminal.type("purge --org-id 1 --execute --confirm 1" + ENTER);
            awaitGate();
            terminal.type(CTRL_C);
            terminal.await("stopping at the end of the running chunk");
            statement.execute("select pg_advisory_unlock(4711)");
            terminal.await("stopped, 1 organization looked at");
            terminal.await("go on with: restart --run-id ");
            terminal.await(" [STOPPED]");
            terminal.await(PROMPT);
            assertThat(count("organizations")).isEqualTo(3);
            run = database.jdbc()
                    .sql("select run_id::text from orgpurge.run")
                    .query((row, number) -> row.getString(1))
                    .single();
            assertThat(terminal.shown()).contains("Go on later with: restart --run-id " + run);

            statement.execute("select pg_advisory_lock(4711)");
            terminal.type("restart --run-id " + run.substring(0, 4) + TAB + ENTER);
            awaitGate();
            terminal.type(CTRL_C);
            terminal.await("stopping at the end of the running chunk");
            terminal.type(CTRL_C);
            terminal.await("Left at once");
            assertThat(terminal.awaitExit()).isEqualTo(130);
        }
        Cli.Result restarted = Cli.run(
                database,
                "restart",
                "--run-id",
                run,
                "--spring.config.additional-location=file:" + home.resolve("policy.yaml"));
        assertThat(restarted.exit()).as(restarted.err()).isZero();
        assertThat(count("organizations")).isEqualTo(2);
        assertThat(count("users")).isEqualTo(100);
    }

    @Test
    void ctrl_c_ends_a_command_without_a_run_and_keeps_the_prompt() throws Exception {
        try (PseudoTerminal terminal = prompt();
                Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table organizations in access exclusive mode");
            terminal.type("candidates" + ENTER);
            await().atMost(Duration.ofMinutes(3))
                    .until(() -> number("select count(*) from pg_stat_activity where datname = current_database()"
                                    + " and wait_event_type = 'Lock' and application_name = 'orgpurge'")
                            > 0);
            terminal.type(CTRL_C);
            terminal.await("Ending this command at its next row");
            other.rollback();
            terminal.await("[STOPPED]");
            terminal.await(PROMPT);
            terminal.type("candidates" + ENTER);
            terminal.await("GRACE_PERIOD");
            terminal.await(PROMPT);
            terminal.type(CTRL_D);
            assertThat(terminal.awaitExit()).isZero();
        }
    }

    @Test
    void a_single_command_asks_too_and_ctrl_c_is_no_answer() {
        try (PseudoTerminal terminal = PseudoTerminal.start(100, environment, "purge", "--org-id", "1", "--execute")) {
            terminal.await("Type Acme Ltd (or the id 1)");
            terminal.type(CTRL_C);
            terminal.await("Nothing was done");
            assertThat(terminal.awaitExit()).isEqualTo(130);
        }
        try (PseudoTerminal terminal = PseudoTerminal.start(100, environment, "purge", "--org-id", "1", "--execute")) {
            terminal.await("Type Acme Ltd (or the id 1)");
            terminal.type("Acme\n");
            terminal.await("CONFIRMATION_MISSING");
            assertThat(terminal.awaitExit()).isEqualTo(3);
        }
        assertThat(count("organizations")).isEqualTo(3);
    }

    @Test
    void keys_of_rows_that_keep_an_organization_back_are_for_the_terminal_alone() {
        database.script(
                "create table letters (name text primary key, org_id bigint references organizations,"
                        + " answers text references letters);"
                        + "insert into letters values ('jane@example.org', 1, null), ('joe@example.org', 12, 'jane@example.org')");
        try (PseudoTerminal terminal = PseudoTerminal.start(100, environment, "purge", "--org-id", "1")) {
            assertThat(terminal.awaitExit()).isEqualTo(3);
            terminal.await("1 is kept back by public.letters letters_answers_fkey: rows joe@example.org");
        }
        Cli.Result piped = Cli.run(
                database,
                "purge",
                "--org-id",
                "1",
                "--spring.config.additional-location=" + environment.get("SPRING_CONFIG_ADDITIONAL_LOCATION"));
        assertThat(piped.exit()).isEqualTo(3);
        assertThat(piped.out() + piped.err()).contains("letters_answers_fkey").doesNotContain("@example.org");
    }

    @Test
    void tables_fit_a_narrow_terminal() {
        try (PseudoTerminal terminal = PseudoTerminal.start(60, environment, "candidates")) {
            assertThat(terminal.awaitExit()).isZero();
            terminal.await("GRACE_PERIOD");
            assertThat(terminal.shown().lines())
                    .hasSizeGreaterThan(4)
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(60));
        }
    }

    @Test
    void no_color_takes_the_colours_out_of_the_list_of_completions() {
        environment.put("HOME", "/nonexistent");
        assertThat(completions()).containsPattern("\u001b\\[3\\dm");
        environment.put("NO_COLOR", "1");
        assertThat(completions()).doesNotContainPattern("\u001b\\[[0-9;]*m");
    }

    /** With a home that cannot be written, too. */
    private String completions() {
        try (PseudoTerminal terminal = prompt()) {
            terminal.type("pu" + TAB);
            terminal.await("purge-due");
            terminal.type(CTRL_C);
            terminal.await("Nothing is at work");
            return terminal.raw();
        }
    }
}
