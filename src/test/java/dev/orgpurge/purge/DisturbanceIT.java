package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.plan.Policy;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Somebody else writes while the purge runs: between two of its chunks, at a table of the test's choice. */
class DisturbanceIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    private final TestDatabase town = Town.founded();

    /** Runs a script once, right after the first chunk of a table committed. */
    private PurgeListener after(String table, String script) {
        return after(table, () -> town.script(script));
    }

    private static PurgeListener after(String table, Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return new PurgeListener() {
            @Override
            public void chunkDeleted(UUID runId, String chunkTable, long rows, Duration took) {
                if (chunkTable.equals(table) && done.compareAndSet(false, true)) {
                    action.run();
                }
            }
        };
    }

    private Engine.Setup disturbed(PurgeListener... listeners) {
        return Town.setup().with(ONE_WORKER).with(listeners);
    }

    /** The figures of one table in the latest closing entry of an organization. */
    private static Map<String, Long> figures(Engine engine, String organization, String table) {
        String json = engine.reports()
                .certificate(new OrganizationId(organization), null)
                .orElseThrow()
                .json();
        return JsonFigures.of(json, table);
    }

    @Test
    void late_children_behind_a_cascade_are_counted_before_their_parent_goes() {
        PurgeListener late = after(
                "public.users", "insert into settings (org_id, value) select 4, 'late' from generate_series(1, 3)");
        try (Engine engine = Engine.on(town, disturbed(late))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS + 3);
            assertThat(figures(engine, "4", "public.settings"))
                    .containsEntry("expected", 2L)
                    .containsEntry("late", 3L)
                    .containsEntry("deleted", 5L)
                    .containsEntry("remaining", 0L);
        }
        assertThat(Town.count(town, "settings where org_id = 4")).isZero();
    }

    @Test
    void late_grandchildren_behind_a_cascade_and_late_guarded_children_are_deleted_and_counted() {
        PurgeListener late = after("public.outputs", """
                insert into outputs (execution_id, output)
                select max(e.id), 'late' from executions e join flows f on f.id = e.flow_id where f.org_id = 2;
                with f as (insert into flows (org_id, name) values (2, 'late') returning id),
                     e as (insert into executions (flow_id) select id from f returning id)
                insert into outputs (execution_id, output) select id, 'late' from e
                """);
        try (Engine engine = Engine.on(town, disturbed(late))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS + 4);
            assertThat(figures(engine, "2", "public.outputs")).containsEntry("late", 2L);
            assertThat(figures(engine, "2", "public.flows")).containsEntry("late", 1L);
        }
    }

    @Test
    void a_parent_that_moved_to_another_organization_keeps_its_children() {
        PurgeListener move = new PurgeListener() {
            @Override
            public void rowsExpected(UUID runId, long rows, int organizations) {
                town.script("update flows set org_id = 1, approved_by = null"
                        + " where id = (select min(id) from flows where org_id = 6)");
            }
        };
        try (Engine engine = Engine.on(town, disturbed(move))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(Town.count(town, "flows where org_id = 1")).isEqualTo(11);
            assertThat(
                            Town.count(
                                    town,
                                    "outputs o join executions e on e.id = o.execution_id join flows f on f.id = e.flow_id where f.org_id = 1"))
                    .isEqualTo(66);
            assertThat(figures(engine, "6", "public.flows"))
                    .containsEntry("expected", 10L)
                    .containsEntry("deleted", 9L)
                    .containsEntry("moved", 1L);
            assertThat(figures(engine, "6", "public.outputs")).containsEntry("moved", 6L);
        }
    }

    @Test
    void rows_that_somebody_else_deletes_meanwhile_are_not_claimed() {
        PurgeListener gone = new PurgeListener() {
            @Override
            public void rowsExpected(UUID runId, long rows, int organizations) {
                town.script("""
                        delete from outputs using executions e, flows f
                         where execution_id = e.id and e.flow_id = f.id and f.org_id = 6;
                        delete from executions using flows f where flow_id = f.id and f.org_id = 6
                        """);
            }
        };
        try (Engine engine = Engine.on(town, disturbed(gone))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "6").reasons())
                    .extracting(
                            Reason::code,
                            Reason::table,
                            reason -> reason.detail().substring(0, 7))
                    .containsExactlyInAnyOrder(
                            tuple(ReasonCode.ROWS_VANISHED, "public.outputs", "60 rows"),
                            tuple(ReasonCode.ROWS_VANISHED, "public.executions", "30 rows"));
            assertThat(engine.reports().certificate(new OrganizationId("6"), null))
                    .isEmpty();
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.PURGED);
        }
    }

    @Test
    void what_spring_batch_keeps_of_an_error_quotes_no_row() {
        town.script("create function bad(text) returns boolean language sql as 'select $1::int > 0'");
        Engine.Setup setup = Town.setup()
                .with(new ConstraintSettings(
                        List.of(), List.of(new ConstraintSettings.Check("bad", "users", "bad(email)"))));
        try (Engine engine = Engine.on(town, setup)) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
            assertThat(outcome.errors())
                    .singleElement()
                    .satisfies(problem ->
                            assertThat(problem.detail()).contains("22P02").doesNotContain("example.org"));
        }
        assertThat(town.jdbc()
                        .sql("select string_agg(coalesce(exit_message, ''), ' ') from orgpurge.batch_step_execution")
                        .query(String.class)
                        .single())
                .isNotBlank()
                .doesNotContain("example.org");
    }

    @Test
    void an_organization_whose_rows_cannot_be_deleted_fails_alone_and_by_name() {
        town.script("""
                create function refuse() returns trigger language plpgsql as
                $$ begin if old.org_id = 8 then raise exception 'secret %', old.email using errcode = 'P0042'; end if; return old; end $$;
                create trigger refuse before delete on users for each row execute function refuse()
                """);
        try (Engine engine = Engine.on(town, disturbed())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "8")).satisfies(one -> {
                assertThat(one.status()).isEqualTo(OrganizationStatus.FAILED);
                assertThat(one.reasons()).singleElement().satisfies(reason -> {
                    assertThat(reason.code()).isEqualTo(ReasonCode.DATABASE_ERROR);
                    assertThat(reason.detail()).contains("P0042").doesNotContain("secret");
                });
                assertThat(one.certificateId()).isNull();
            });
            assertThat(engine.outcome(outcome, "6").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(Town.count(town, "users where org_id = 8")).isEqualTo(5);

            town.script("drop trigger refuse on users");
            PurgeOutcome next = engine.execute();
            assertThat(next.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(engine.outcome(next, "8").status()).isEqualTo(OrganizationStatus.PURGED);
        }
    }

    @Test
    void a_trigger_that_silently_keeps_rows_ends_in_failure_not_in_a_certificate() {
        town.script("""
                create function keep() returns trigger language plpgsql as
                $$ begin return case when old.value = 'kept' then null else old end; end $$;
                create trigger keep before delete on settings for each row execute function keep();
                update settings set value = 'kept' where org_id = 4
                """);
        Policy accepting = new Policy(
                List.of(new Policy.TablePolicy(
                        "settings", null, null, null, null, null, List.of(), List.of("keep"), false)),
                List.of());
        try (Engine engine = Engine.on(town, disturbed().with(accepting))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.FAILED);
            assertThat(engine.outcome(outcome, "4").reasons())
                    .extracting("code")
                    .containsExactly(ReasonCode.ROWS_REMAIN);
            assertThat(engine.reports().certificate(new OrganizationId("4"), null))
                    .isEmpty();
        }
        assertThat(Town.count(town, "organizations where id = 4")).isEqualTo(1);
    }

    @Test
    void a_chunk_whose_count_cannot_be_written_deletes_nothing() {
        try (Engine engine = Engine.on(town, disturbed())) {
            engine.rehearse();
            town.script("alter table orgpurge.chunk add constraint refuse check (table_no < 1)");
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.UNEXPECTED);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.FAILED);
            assertThat(Town.count(town, "organizations")).isEqualTo(10);
            assertThat(Town.count(town, "outputs")).isEqualTo(600);

            town.script("alter table orgpurge.chunk drop constraint refuse");
            PurgeOutcome finished = engine.runs().restart(outcome.run().runId());
            assertThat(finished.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(finished.run().rows()).isEqualTo(5 * Town.ROWS);
        }
    }

    @Test
    void a_run_that_was_stopped_goes_on_where_it_was_and_counts_every_row_once() {
        Map<String, String> before = Town.others(town);
        AtomicReference<Engine> running = new AtomicReference<>();
        PurgeListener stop = after("public.executions", () -> {
            Thread asking = new Thread(() -> askToStop(running.get()));
            asking.start();
            awaitAsked(running.get());
        });
        try (Engine engine = Engine.on(town, disturbed(stop))) {
            running.set(engine);
            PurgeOutcome stopped = engine.execute();

            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            assertThat(stopped.run().status()).isEqualTo(RunStatus.STOPPED);
            assertThat(Town.count(town, "organizations")).isEqualTo(10);

            PurgeOutcome finished = engine.runs().restart(stopped.run().runId());
            assertThat(finished.exit()).isEqualTo(ExitCode.DONE);
            assertThat(finished.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(finished.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
        assertThat(Town.others(town)).isEqualTo(before);
    }

    private static void askToStop(Engine engine) {
        try {
            engine.runs().stop(60);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitAsked(Engine engine) {
        try {
            assertThat(engine.bean(StopSwitch.class).awaitStop(30_000)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void a_run_that_another_process_took_over_deletes_nothing_more() {
        PurgeListener takeOver = after("public.outputs", "update orgpurge.run set epoch = epoch + 1");
        try (Engine engine = Engine.on(town, disturbed(takeOver))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.LOCKED);
        }
        assertThat(Town.count(town, "executions")).isEqualTo(300);
    }

    @Test
    void a_changed_schema_stops_before_the_next_delete() {
        PurgeListener change =
                after("public.outputs", "create table intruders (execution_id bigint references executions)");
        try (Engine engine = Engine.on(town, disturbed(change))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.DRIFT);
            assertThat(Town.count(town, "executions")).isEqualTo(300);
            assertThat(engine.runs().restart(outcome.run().runId()).exit()).isEqualTo(ExitCode.DRIFT);

            town.script("drop table intruders");
            assertThat(engine.runs().restart(outcome.run().runId()).run().status())
                    .isEqualTo(RunStatus.COMPLETE);
        }
    }

    @Test
    void the_next_night_first_finishes_what_an_earlier_one_left() {
        PurgeListener die = after("public.outputs", "update orgpurge.run set epoch = epoch + 1");
        UUID left;
        try (Engine engine = Engine.on(town, disturbed(die))) {
            left = engine.execute().run().runId();
        }
        town.script("update orgpurge.run set status = 'RUNNING', finished_at = null");
        try (Engine engine = Engine.on(town, disturbed())) {
            PurgeOutcome night = engine.execute();

            assertThat(night.resumed()).singleElement().satisfies(run -> {
                assertThat(run.runId()).isEqualTo(left);
                assertThat(run.status()).isEqualTo(RunStatus.COMPLETE);
                assertThat(run.rows()).isEqualTo(5 * Town.ROWS);
            });
            assertThat(night.run().status()).isEqualTo(RunStatus.NOTHING_TO_DO);
        }
    }

    @Test
    void a_row_with_two_owners_blocks_both_unless_the_policy_chooses() {
        town.script("""
                create table tickets (
                  id bigint generated by default as identity primary key,
                  org_id bigint not null references organizations, owner bigint not null references users);
                create index on tickets (org_id);
                create index on tickets (owner);
                insert into tickets (org_id, owner) select 6, min(id) from users where org_id = 8
                """);
        Policy chosen = new Policy(
                List.of(new Policy.TablePolicy("tickets", "org_id", null, null, null, null, List.of())), List.of());
        try (Engine engine = Engine.on(town, disturbed())) {
            PurgeOutcome outcome = engine.execute();

            for (String both : List.of("6", "8")) {
                assertThat(engine.outcome(outcome, both).status()).isEqualTo(OrganizationStatus.BLOCKED);
            }
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
        }
        try (Engine engine = Engine.on(town, disturbed().with(chosen))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(engine.outcome(outcome, "6").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.outcome(outcome, "8").status()).isEqualTo(OrganizationStatus.PURGED);
        }
    }

    @Test
    void rows_that_a_second_key_gives_to_somebody_else_meanwhile_stay_with_all_below_them() {
        town.script("""
                create table notes (id int primary key, author bigint references users, flow bigint references flows);
                create table parts (id int primary key, note int not null references notes);
                create table marks (id int primary key, author bigint references users, flow bigint references flows);
                create index on notes (author); create index on notes (flow); create index on parts (note);
                create index on marks (author); create index on marks (flow);
                insert into notes (id, author) select o, min(id) from users, generate_series(org_id, org_id) o group by o;
                insert into marks select * from notes;
                insert into parts select id, id from notes;
                """);
        PurgeListener move = new PurgeListener() {
            @Override
            public void rowsExpected(UUID runId, long rows, int organizations) {
                town.script("""
                        update notes set flow = (select min(id) from flows where org_id = 1) where id = 6;
                        update marks set flow = (select min(id) from flows where org_id = 1) where id = 8
                        """);
            }
        };
        try (Engine engine = Engine.on(town, disturbed(move))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.PARTIAL);
            assertThat(engine.outcome(outcome, "6").reasons())
                    .extracting(reason -> reason.code() + " " + reason.table())
                    .contains("ROWS_REMAIN public.parts", "ROWS_REMAIN public.notes")
                    .doesNotContain("ROWS_REMAIN public.marks", "ROWS_REMAIN public.organizations");
            assertThat(engine.outcome(outcome, "8").reasons())
                    .extracting(reason -> reason.code() + " " + reason.table())
                    .contains("ROWS_REMAIN public.marks")
                    .doesNotContain("ROWS_REMAIN public.notes");
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.PURGED);
        }
        assertThat(Town.count(town, "notes where id = 6")).isEqualTo(1);
        assertThat(Town.count(town, "parts where id = 6")).isEqualTo(1);
        assertThat(Town.count(town, "marks where id = 8")).isEqualTo(1);
    }
}
