package dev.orgpurge.organization;

import static dev.orgpurge.organization.OrganizationFixture.changing;
import static dev.orgpurge.organization.OrganizationFixture.dated;
import static dev.orgpurge.organization.OrganizationFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.RootSettings.StateChange;
import dev.orgpurge.problem.Problem;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class StateChangesIT {

    private static final String DEACTIVATE = "status = 'DEACTIVATED', deactivated_at = now()";
    private static final String REACTIVATE = "status = 'ACTIVE', deactivated_at = null";
    private static final OrganizationId ONE = new OrganizationId("1");
    private static final OrganizationId TWO = new OrganizationId("2");
    private static final OrganizationId SUSPENDED = new OrganizationId("3");
    private static final OrganizationId NOBODY = new OrganizationId("99");

    private final TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void table() {
        database.script(
                "create table orgs (id int primary key, status text, deactivated_at timestamptz);"
                        + "insert into orgs values (1, 'ACTIVE', null), (2, 'DEACTIVATED', '2026-01-01Z'), (3, 'SUSPENDED', null)");
    }

    private Organizations organizations(@Nullable StateChange deactivate, @Nullable StateChange reactivate) {
        return OrganizationFixture.open(
                database,
                changing(
                        settings("orgs", dated("deactivated", "status = 'DEACTIVATED'", "deactivated_at", 30)),
                        deactivate,
                        reactivate));
    }

    private Organizations organizations() {
        return organizations(new StateChange("status = 'ACTIVE'", DEACTIVATE), new StateChange(null, REACTIVATE));
    }

    private String row(OrganizationId id) {
        return database.jdbc()
                .sql("select status || (deactivated_at is not null) from orgs where id = ?::int")
                .param(id.value())
                .query(String.class)
                .single();
    }

    private static void assertProblem(ThrowingCallable call, Problem.Kind kind, String code) {
        assertThatThrownBy(call).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.kind()).isEqualTo(kind);
        });
    }

    @Test
    void deactivating_changes_one_row_and_tells_how_it_stands_afterwards() {
        Organization after = organizations().deactivate(ONE);
        assertThat(after.state()).isEqualTo(State.DEACTIVATED);
        assertThat(after.match().orElseThrow().due()).isFalse();
        assertThat(row(ONE)).isEqualTo("DEACTIVATEDtrue");
        assertThat(row(SUSPENDED)).isEqualTo("SUSPENDEDfalse");
    }

    @Test
    void reactivating_takes_it_back() {
        Organization after = organizations().reactivate(TWO);
        assertThat(after.state()).isEqualTo(State.ACTIVE);
        assertThat(row(TWO)).isEqualTo("ACTIVEfalse");
    }

    @Test
    void whoever_is_not_in_the_right_state_is_refused_and_left_alone() {
        assertProblem(() -> organizations().deactivate(TWO), Problem.Kind.REFUSED, "ALREADY_DEACTIVATED");
        assertProblem(() -> organizations().deactivate(SUSPENDED), Problem.Kind.REFUSED, "NOT_ACTIVE");
        assertProblem(() -> organizations().reactivate(ONE), Problem.Kind.REFUSED, "NOT_DEACTIVATED");
        assertThat(row(TWO)).isEqualTo("DEACTIVATEDtrue");
        assertThat(row(SUSPENDED)).isEqualTo("SUSPENDEDfalse");
        assertThat(row(ONE)).isEqualTo("ACTIVEfalse");
    }

    @Test
    void without_a_condition_the_state_decides_and_with_one_the_condition_does() {
        Organizations byState = organizations(new StateChange(null, DEACTIVATE), null);
        assertProblem(() -> byState.deactivate(TWO), Problem.Kind.REFUSED, "ALREADY_DEACTIVATED");
        assertThat(byState.deactivate(SUSPENDED).state()).isEqualTo(State.DEACTIVATED);

        Organizations byCondition = organizations(null, new StateChange("deactivated_at > '2026-02-01Z'", REACTIVATE));
        assertProblem(() -> byCondition.reactivate(TWO), Problem.Kind.REFUSED, "NOT_DEACTIVATED");
        assertThat(byCondition.reactivate(SUSPENDED).state()).isEqualTo(State.ACTIVE);
    }

    @Test
    void nobody_by_that_id_is_not_found() {
        assertProblem(() -> organizations().deactivate(NOBODY), Problem.Kind.NOT_FOUND, "NO_SUCH_ORGANIZATION");
        assertProblem(() -> organizations().reactivate(NOBODY), Problem.Kind.NOT_FOUND, "NO_SUCH_ORGANIZATION");
    }

    @Test
    void a_change_that_nobody_configured_is_a_usage_error() {
        Organizations none = organizations(null, null);
        assertProblem(() -> none.deactivate(ONE), Problem.Kind.USAGE, "CONFIGURATION");
        assertProblem(() -> none.reactivate(TWO), Problem.Kind.USAGE, "CONFIGURATION");
    }

    @Test
    void a_set_list_that_the_table_does_not_understand_is_named() {
        Organizations broken = organizations(new StateChange(null, "statsu = 'X'"), null);
        assertThatThrownBy(() -> broken.deactivate(ONE))
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("orgpurge.organization.deactivate.set: PostgreSQL does not accept"
                        + " \"statsu = 'X'\" as a SET list (SQLSTATE 42703");
    }

    @Test
    void a_trigger_that_objects_is_quoted_without_its_words() {
        database.script("""
                create function object() returns trigger language plpgsql as
                    'begin raise exception ''secret of %'', new.id using detail = ''secret''; end';
                create trigger objects before update on orgs for each row execute function object()
                """);
        assertThatThrownBy(() -> organizations().deactivate(ONE))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.code()).isEqualTo("DATABASE_ERROR");
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.REFUSED);
                })
                .hasMessageContaining("SQLSTATE P0001")
                .hasMessageNotContaining("secret")
                .hasNoCause();
        assertThat(row(ONE)).isEqualTo("ACTIVEfalse");
    }

    @Test
    void a_constraint_that_objects_only_at_commit_is_named_with_its_table() {
        database.script("""
                alter table orgs add column reason int default 7;
                create table known (id int primary key);
                alter table orgs add constraint known_reason foreign key (reason) references known (id)
                    deferrable initially deferred not valid
                """);
        Organizations organizations = organizations(new StateChange(null, DEACTIVATE + ", reason = 8"), null);
        assertThatThrownBy(() -> organizations.deactivate(ONE))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("(SQLSTATE 23503, table public.orgs, constraint known_reason)")
                .hasMessageNotContaining("(8)");
        assertThat(row(ONE)).isEqualTo("ACTIVEfalse");
    }

    @Test
    void an_update_that_a_trigger_swallows_is_noticed_and_rolled_back() {
        database.script("""
                create table notes (n int);
                create function swallow() returns trigger language plpgsql as
                    'begin insert into notes values (1); return null; end';
                create trigger swallows before update on orgs for each row execute function swallow()
                """);
        assertThatThrownBy(() -> organizations().deactivate(ONE))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("changed 0 rows instead of 1");
        assertThat(database.jdbc()
                        .sql("select count(*) from notes")
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void a_change_waits_for_another_ones_end_and_looks_again() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.executeUpdate("update orgs set " + DEACTIVATE + " where id = 1");
            CompletableFuture<Organization> waiting =
                    CompletableFuture.supplyAsync(() -> organizations().deactivate(ONE));
            awaitLockWait();
            other.commit();
            assertThatThrownBy(() -> waiting.get(1, TimeUnit.MINUTES))
                    .hasCauseInstanceOf(Problem.class)
                    .hasMessageContaining("organization 1 is deactivated already");
        }
    }

    private void awaitLockWait() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (database.jdbc()
                        .sql("select count(*) from pg_locks where not granted")
                        .query(Long.class)
                        .single()
                == 0) {
            assertThat(System.nanoTime()).as("somebody waits for a lock").isLessThan(end);
        }
    }

    @Test
    void a_lock_that_is_not_to_be_had_is_no_refusal() throws Exception {
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            statement.execute("do $$ begin execute format('alter database %I set lock_timeout = 50',"
                    + " current_database()); end $$");
            other.setAutoCommit(false);
            statement.executeUpdate("update orgs set " + DEACTIVATE + " where id = 1");
            assertThatThrownBy(() -> organizations().deactivate(ONE)).isInstanceOf(DataAccessException.class);
        }
    }
}
