package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.problem.Problem;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Runs that break off, lose their run, or meet somebody who does not let go. */
class BreakageIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    private final TestDatabase town = Town.founded();

    private static PurgeRequest named(String organization, Mode mode, String requestId) {
        return new PurgeRequest(
                mode,
                organization,
                Lifted.NOTHING,
                null,
                requestId,
                null,
                null,
                asked -> Optional.of(asked.id().value()));
    }

    /** Makes one table of the working state refuse a change, as a crash in the middle of a step would. */
    private void refuse(String change, String table) {
        town.script("""
                create or replace function refuse() returns trigger language plpgsql as
                $$ begin raise exception 'refused' using errcode = 'P0042'; end $$;
                create trigger refuse before %s on %s for each row execute function refuse()
                """.formatted(change, table));
    }

    @Test
    void an_admission_that_breaks_off_has_decided_nothing() {
        town.script("update flows set approved_by = (select min(id) from users where org_id = 4)"
                + " where id = (select min(id) from flows where org_id = 1)");
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            engine.rehearse();
            refuse("delete", "orgpurge.expected");
            UUID run = engine.execute().run().runId();
            town.script("drop trigger refuse on orgpurge.expected;"
                    + "update flows set approved_by = null where org_id = 1");

            PurgeOutcome finished = engine.runs().restart(run);

            assertThat(finished.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(engine.outcome(finished, "4").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(finished.run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    @Test
    void an_organization_whose_row_somebody_holds_is_left_out_and_the_others_go() throws SQLException {
        try (Connection holder = town.dataSource().getConnection();
                Statement statement = holder.createStatement();
                Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            holder.setAutoCommit(false);
            statement.execute("select from organizations where id = 4 for key share");

            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.FAILED);
            assertThat(engine.outcome(outcome, "4").reasons()).singleElement().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo(ReasonCode.DATABASE_ERROR);
                assertThat(reason.detail()).contains("55P03");
            });
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(Town.count(town, "users where org_id = 4")).isEqualTo(5);
            holder.rollback();
            assertThat(engine.outcome(engine.execute(), "4").status()).isEqualTo(OrganizationStatus.PURGED);
        }
    }

    @Test
    void rows_that_stay_locked_fail_their_organization_alone() {
        town.script("""
                create function locked() returns trigger language plpgsql as
                $$ begin if old.org_id = 8 then raise exception 'locked' using errcode = '55P03'; end if; return old; end $$;
                create trigger locked before delete on users for each row execute function locked()
                """);
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "8").status()).isEqualTo(OrganizationStatus.FAILED);
            for (String other : List.of("2", "4", "6", "10")) {
                assertThat(engine.outcome(outcome, other).status()).isEqualTo(OrganizationStatus.PURGED);
            }
        }
    }

    @Test
    void a_request_id_is_not_taken_for_another_request() {
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER))) {
            UUID first =
                    engine.runs().run(named("2", Mode.REHEARSAL, "r-1")).run().runId();

            assertThat(engine.runs()
                            .run(named("2", Mode.REHEARSAL, "r-1"))
                            .run()
                            .runId())
                    .isEqualTo(first);
            assertThatThrownBy(() -> engine.runs().run(named("2", Mode.EXECUTE, "r-1")))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("r-1");
            assertThatThrownBy(() -> engine.runs().run(named("4", Mode.REHEARSAL, "r-1")))
                    .isInstanceOf(Problem.class);
            assertThatThrownBy(() -> engine.runs().run(PurgeRequest.due(Mode.REHEARSAL, null, "r-1")))
                    .isInstanceOf(Problem.class);
        }
    }

    @Test
    void a_night_that_broke_off_before_its_guard_is_still_guarded_when_it_is_resumed() {
        PurgeSettings few = new PurgeSettings(Engine.guards(1), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);
        try (Engine engine = Engine.on(town, Town.setup().with(few))) {
            assertThat(engine.rehearse().exit()).isEqualTo(ExitCode.REFUSED);
            refuse("insert", "orgpurge.run_organization");
            UUID run = engine.execute().run().runId();
            town.script("drop trigger refuse on orgpurge.run_organization");

            PurgeOutcome restarted = engine.runs().restart(run);

            assertThat(restarted.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(Town.count(town, "organizations")).isEqualTo(10);
        }
    }

    @Test
    void who_lost_the_run_does_not_write_down_how_it_ended() {
        PurgeListener takeOver = new PurgeListener() {
            @Override
            public void rowsExpected(UUID runId, long rows, int organizations) {
                town.script("update orgpurge.run set epoch = epoch + 1");
            }
        };
        try (Engine engine = Engine.on(town, Town.setup().with(ONE_WORKER).with(takeOver))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.LOCKED);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.RUNNING);
            assertThat(Town.count(town, "orgpurge.ledger_entry where kind = 'RUN_FINISHED'"))
                    .isZero();
        }
    }
}
