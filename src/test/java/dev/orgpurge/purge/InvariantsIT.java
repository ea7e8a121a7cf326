package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each invariant that is asked after every test, broken once behind the back of a complete purge. */
@Tag("every-server")
class InvariantsIT {

    private final TestDatabase town = Town.founded();

    @BeforeEach
    void a_night_passes() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            assertThat(engine.execute().run().status()).isEqualTo(RunStatus.COMPLETE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_broken_invariant_is_named(Invariant invariant) throws SQLException {
        Connection session = town.superuser().getConnection();
        try {
            try (Statement statement = session.createStatement()) {
                statement.execute(breaking(invariant));
            }
            if (invariant != Invariant.NO_CONNECTION && invariant != Invariant.NO_LOCK) {
                session.close();
            }
            assertThatThrownBy(() -> town.invariantsHold(Set.of()))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(invariant + " is broken in " + town.url());
        } finally {
            session.close();
        }
    }

    private static String breaking(Invariant invariant) {
        return switch (invariant) {
            case OTHERS_ARE_UNTOUCHED -> "update users set email = 'somebody' where org_id = 1";
            case NO_ORPHAN -> "set session_replication_role = replica; delete from flows where org_id = 1";
            case SCHEMA_IS_AS_FOUND -> "alter table users disable trigger all";
            case LEDGER_ADDS_UP ->
                "alter table orgpurge.ledger_entry disable trigger user;"
                        + " update orgpurge.ledger_entry set body = body || ' ' where position = 2";
            case ROWS_GONE_ARE_ROWS_COUNTED -> "delete from outputs where id = (select min(id) from outputs)";
            case NO_CONNECTION -> "select 1";
            case NO_LOCK -> "select pg_advisory_lock(1)";
            case NO_KEY_TABLE -> "create table orgpurge.key_1_1_1 ()";
            case BATCH_HAS_ENDED -> "update orgpurge.batch_step_execution set status = 'STARTED'";
        };
    }

    @Test
    void closing_entries_are_compared_with_the_run() {
        town.jdbc()
                .sql("update orgpurge.organization_table set deleted = deleted + 1"
                        + " where table_no = (select min(table_no) from orgpurge.organization_table)")
                .update();
        assertThatThrownBy(() -> town.invariantsHold(Set.of()))
                .hasMessageContaining("LEDGER_ADDS_UP")
                .hasMessageContaining("the run ");
    }

    @Test
    void an_index_a_rule_or_a_column_that_changed_is_named() {
        town.script("create index on users (email)");
        town.jdbc().sql("drop index users_email_idx").update();
        assertThatThrownBy(() -> town.invariantsHold(Set.of()))
                .hasMessageContaining("SCHEMA_IS_AS_FOUND")
                .hasMessageContaining("users_email_idx");
    }

    @Test
    void what_a_script_changes_is_the_tests_own_doing_and_what_was_broken_before_it_is_not_forgotten() {
        town.script("alter table announcements add note text; delete from outputs");
        assertThatCode(() -> town.script("select 1")).doesNotThrowAnyException();
        town.jdbc().sql("delete from executions").update();
        town.script("truncate executions, outputs, attachments");
        assertThatThrownBy(() -> town.invariantsHold(Set.of()))
                .hasMessageContaining("public.executions: 150 rows are gone, 0 were counted")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("public.outputs:"));
    }

    @Test
    void what_is_waived_is_not_asked() {
        town.jdbc().sql("create table orgpurge.key_1_1_1 ()").update();
        town.invariantsHold(Set.of(Invariant.NO_KEY_TABLE));
    }
}
