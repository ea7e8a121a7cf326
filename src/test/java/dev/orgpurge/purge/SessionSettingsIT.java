package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.Cli.Result;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A role whose sessions begin with settings that were made for somebody else. */
class SessionSettingsIT {

    private static final String POLICY = "--spring.config.additional-location=src/test/resources/town.yaml";

    private final TestDatabase town = Town.founded();

    private final TestDatabase ours = asRole();

    /** The product's sessions log in as a role of their own and act as the owner, so that the test's are as always. */
    private TestDatabase asRole() {
        String role = "dba_" + town.url().substring(town.url().lastIndexOf('/') + 1);
        town.script("drop role if exists " + role + "; create role " + role + " login password 'role' in role "
                + town.user() + "; alter role " + role + " set role = " + town.user());
        return town.as(role, "role");
    }

    private void everySession(String setting) {
        town.script("alter role " + ours.user() + " set " + setting);
    }

    @AfterEach
    void dropRole() {
        town.script("drop role " + ours.user());
    }

    private Result cli(String... words) {
        return Cli.run(ours, Stream.concat(Stream.of(words), Stream.of(POLICY)).toArray(String[]::new));
    }

    private void assertPurged(Result result) {
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
        assertThat(Town.count(town, "orgpurge.ledger_entry where kind = 'PURGE_CLOSED'"))
                .isEqualTo(5);
    }

    /** Every delete takes longer than the timeout that a DBA meant for the application. */
    @Test
    void a_timeout_of_the_role_does_not_end_our_statements() {
        town.script("""
                create function slow() returns trigger language plpgsql as
                $$ begin perform pg_sleep(2.5); return null; end $$;
                create trigger slow after delete on settings for each statement execute function slow()
                """);
        everySession("statement_timeout = '1s'");
        everySession("lock_timeout = '1ms'");
        everySession("idle_in_transaction_session_timeout = '1ms'");
        everySession("idle_session_timeout = '2s'");
        if (town.serverVersion() >= 17) {
            everySession("transaction_timeout = '2s'");
        }

        assertPurged(cli("purge-due", "--execute"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"serializable", "repeatable read"})
    void late_rows_are_seen_whatever_the_isolation_of_the_role(String isolation) {
        everySession("default_transaction_isolation = '" + isolation + "'");
        everySession("synchronous_commit = off");
        AtomicBoolean done = new AtomicBoolean();
        PurgeListener late = new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String table, long rows, Duration took) {
                if (table.equals("public.users") && done.compareAndSet(false, true)) {
                    town.script("insert into settings (org_id, value) select 4, 'late' from generate_series(1, 3)");
                }
            }
        };
        try (Engine engine = Engine.on(ours, Town.setup().with(late))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS + 3);
            assertThat(session(engine, "transaction_isolation")).isEqualTo("read committed");
            assertThat(session(engine, "synchronous_commit")).isEqualTo("on");
        }
    }

    private static String session(Engine engine, String setting) {
        return engine.bean(org.springframework.jdbc.core.simple.JdbcClient.class)
                .sql("select current_setting(:name)")
                .param("name", setting)
                .query((row, i) -> row.getString(1))
                .single();
    }

    @Test
    void what_the_settings_of_a_role_say_of_texts_and_plans_changes_nothing() {
        everySession("DateStyle = 'German, DMY'");
        everySession("IntervalStyle = 'sql_standard'");
        everySession("TimeZone = 'Asia/Kathmandu'");
        everySession("bytea_output = 'escape'");
        everySession("standard_conforming_strings = off");
        everySession("quote_all_identifiers = on");
        everySession("row_security = on");
        for (String way : new String[] {"seqscan", "indexscan", "bitmapscan", "hashjoin", "nestloop"}) {
            everySession("enable_" + way + " = off");
        }

        assertPurged(cli("purge-due", "--execute"));
    }

    @Test
    void a_role_whose_search_path_is_empty_purges_all_the_same() {
        everySession("search_path = ''");

        assertPurged(cli("purge-due", "--execute", "--orgpurge.organization.table=public.organizations"));
    }

    @Test
    void a_database_that_is_read_only_is_told_in_one_sentence() {
        assertThat(cli("init").exit()).isZero();
        everySession("default_transaction_read_only = on");
        Result result = cli("purge-due", "--execute");

        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("read-only", "[DATABASE_READ_ONLY]").doesNotContain("Exception");
        assertThat(cli("candidates").exit()).isZero();
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
    }

    @Test
    void a_role_for_which_the_server_checks_no_foreign_key_deletes_nothing() {
        everySession("session_replication_role = replica");
        Result result = cli("purge-due", "--execute");

        assertThat(result.exit()).isEqualTo(3);
        assertThat(result.err()).contains("session_replication_role", "[FOREIGN_KEYS_OFF]");
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
        assertThat(Town.count(town, "outputs")).isEqualTo(600);
    }
}
