package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What cannot be deleted keeps its own organization back; what is nobody's fault ends the run and can be gone on with. */
class IsolationIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    /** The trigger stays, because a run that is gone on with wants the schema it was planned for. */
    private static final String AGREE =
            "create or replace function refuse() returns trigger language plpgsql as $$ begin return old; end $$";

    private final TestDatabase town = Town.founded();

    /** A trigger that raises for some rows of a table. */
    private void refuse(String table, String kind, String when, String sqlState) {
        town.script("""
                create function refuse() returns trigger language plpgsql as
                $$ begin if %s then raise exception 'refused' using errcode = '%s'; end if;
                   return old; end $$;
                create %s on %s %s for each row execute function refuse()
                """.formatted(
                when,
                sqlState,
                kind.equals("before") ? "trigger refuse before delete" : "constraint trigger refuse after delete",
                table,
                kind.equals("before") ? "" : "deferrable initially deferred"));
    }

    private void assertFailAlone(List<String> guilty, String table, String sqlState) {
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            for (String id : List.of("2", "4", "6", "8", "10")) {
                OrganizationOutcome one = engine.outcome(outcome, id);
                assertThat(one.status())
                        .as(id)
                        .isEqualTo(guilty.contains(id) ? OrganizationStatus.FAILED : OrganizationStatus.PURGED);
                if (guilty.contains(id)) {
                    assertThat(one.reasons()).singleElement().satisfies(reason -> {
                        assertThat(reason.code()).isEqualTo(ReasonCode.DATABASE_ERROR);
                        assertThat(reason.table()).isEqualTo(table);
                        assertThat(reason.detail()).contains(sqlState);
                    });
                }
            }
            town.script("drop trigger refuse on " + table);
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.DONE);
        }
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
    }

    @Test
    void two_guilty_rows_in_the_middle_of_a_range_fail_their_two_organizations() {
        refuse("executions", "before", """
                old.id in (select min(e.id) from executions e
                             join flows f on f.id = e.flow_id where f.org_id in (4, 8) group by f.org_id)""", "P0042");
        assertFailAlone(List.of("4", "8"), "public.executions", "P0042");
    }

    @Test
    void a_constraint_trigger_that_waits_for_the_commit_speaks_before_it() {
        refuse("flows", "deferred", "old.org_id = 6", "23514");
        assertFailAlone(List.of("6"), "public.flows", "23514");
    }

    @Test
    void an_organization_whose_own_row_cannot_be_deleted_fails_alone() {
        refuse("organizations", "before", "old.id = 10", "P0042");
        assertFailAlone(List.of("10"), "public.organizations", "P0042");
    }

    @Test
    void a_reference_that_cannot_be_detached_fails_the_organization_it_points_into() {
        town.script("""
                create function refuse() returns trigger language plpgsql as
                $$ begin if old.author in (select id from users where org_id = 2) then
                     raise exception 'refused' using errcode = 'P0042'; end if; return new; end $$;
                create trigger refuse before update on announcements for each row execute function refuse()
                """);
        assertFailAlone(List.of("2"), "public.announcements", "P0042");
    }

    /** Class 53 for disk and memory, 58 for the server's own errors: the next organization would meet the same. */
    @ParameterizedTest
    @ValueSource(strings = {"53100", "53200", "53400", "58030"})
    void what_the_server_lacks_is_no_organization_s_fault(String sqlState) {
        refuse("users", "before", "old.org_id = 6", sqlState);
        assertEndsAndGoesOn(sqlState);
    }

    private void assertEndsAndGoesOn(String sqlState) {
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.UNEXPECTED);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.FAILED);
            assertThat(outcome.errors())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.detail()).contains(sqlState, "restart --run-id"));
            assertThat(Town.count(town, "orgpurge.run_organization where status = 'failed'"))
                    .isZero();
            town.script(AGREE);
            PurgeOutcome finished = engine.runs().restart(outcome.run().runId());
            assertThat(finished.exit()).isEqualTo(ExitCode.DONE);
            assertThat(finished.run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    @Test
    void a_cancelled_statement_stops_the_run_whatever_it_was_doing() {
        refuse("users", "before", "old.org_id = 6", "57014");
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            PurgeOutcome stopped = engine.execute();

            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            town.script(AGREE + "; alter table orgpurge.ledger_entry disable trigger user;"
                    + "create function cancelled() returns trigger language plpgsql as"
                    + " $$ begin raise exception 'x' using errcode = '57014'; end $$;"
                    + "create trigger cancelled before insert on orgpurge.ledger_entry"
                    + " for each row when (new.kind = 'PURGE_CLOSED') execute function cancelled()");
            assertThat(engine.runs().restart(stopped.run().runId()).exit()).isEqualTo(ExitCode.STOPPED);
            town.script("drop trigger cancelled on orgpurge.ledger_entry;"
                    + "alter table orgpurge.ledger_entry enable trigger user");
            assertThat(engine.runs().restart(stopped.run().runId()).exit()).isEqualTo(ExitCode.DONE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PURGE_OPENED", "PURGE_CLOSED"})
    void without_its_entry_in_the_ledger_nothing_begins_and_nothing_is_certified(String kind) {
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            engine.rehearse();
            town.script("create function refuse() returns trigger language plpgsql as"
                    + " $$ begin raise exception 'refused' using errcode = 'P0042'; end $$;"
                    + "create trigger refuse before insert on orgpurge.ledger_entry"
                    + " for each row when (new.kind = '" + kind + "') execute function refuse()");
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.UNEXPECTED);
            assertThat(Town.count(town, "organizations")).isEqualTo(kind.equals("PURGE_OPENED") ? 10 : 5);
            assertThat(Town.count(town, "outputs")).isEqualTo(kind.equals("PURGE_OPENED") ? 600 : 300);
            assertThat(engine.outcomes(outcome.run().runId()).values())
                    .allSatisfy(one -> assertThat(one.certificateId()).isNull());
            town.script("drop trigger refuse on orgpurge.ledger_entry");
            PurgeOutcome finished = engine.runs().restart(outcome.run().runId());
            assertThat(finished.exit()).isEqualTo(ExitCode.DONE);
            assertThat(finished.run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    /**
     * The application takes the child before the parent, we the parent before the child. It waits for us before we wait for it,
     * and looks for deadlocks so late, which only a superuser may set, that we are the victim.
     */
    @Test
    void a_deadlock_with_an_application_is_tried_again() throws SQLException {
        town.script("""
                create function meet() returns trigger language plpgsql as
                $$ begin
                  perform pg_advisory_xact_lock(4711);
                  while exists (select from pg_locks where locktype = 'advisory' and objid = 4712 and pid <> pg_backend_pid())
                    and not exists (select from pg_locks where locktype = 'transactionid' and not granted) loop
                    perform pg_sleep(0.01);
                  end loop;
                  perform pg_advisory_xact_lock(4712);
                  return old; end $$;
                create trigger meet before delete on users for each row when (old.org_id = 4) execute function meet()
                """);
        try (Connection application = town.superuser().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(4712)");
            Thread other = new Thread(() -> lockUsers(statement));
            List<String> retried = new ArrayList<>();
            PurgeListener meet = new PurgeListener() {
                @Override
                public void chunkRetried(UUID run, String table, String sqlState) {
                    retried.add(sqlState);
                }

                @Override
                public void chunkDeleted(UUID run, String table, long rows, Duration took) {
                    if (table.equals("public.flows")) {
                        other.start();
                    }
                }
            };
            try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER).with(meet))) {
                PurgeOutcome outcome = engine.execute();
                assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
                assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
                assertThat(retried).contains("40P01");
            }
            application.rollback();
        }
    }

    private void lockUsers(Statement statement) {
        try {
            while (Town.count(town, "pg_locks where locktype = 'advisory' and objid = 4711") == 0) {
                Thread.onSpinWait();
            }
            statement.execute("set deadlock_timeout = '60s'; select from users where org_id = 4 for update");
            statement.getConnection().rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
