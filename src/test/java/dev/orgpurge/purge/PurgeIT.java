package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("every-server")
class PurgeIT {

    private final TestDatabase town = Town.founded();

    @Test
    void deletes_what_is_due_and_nothing_else() {
        Map<String, String> before = Town.others(town);
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(engine.outcomes(outcome.run().runId())).hasSize(5).allSatisfy((id, one) -> {
                assertThat(one.status()).isEqualTo(OrganizationStatus.PURGED);
                assertThat(one.rows()).isEqualTo(Town.ROWS);
                assertThat(one.tables()).containsEntry("public.outputs", 60L).containsEntry("public.organizations", 1L);
                assertThat(one.detached()).containsExactly(Map.entry("public.announcements", 5L));
            });
            assertThat(engine.ledger().verify().intact()).isTrue();
        }
        assertThat(Town.others(town)).isEqualTo(before);
        assertThat(Town.count(town, "organizations where id % 2 = 0")).isZero();
        assertThat(Town.count(town, "outputs")).isEqualTo(5 * 60);
        assertThat(Town.count(town, "announcements where author is null")).isEqualTo(25);
        assertThat(Town.count(town, "pg_tables where schemaname = 'orgpurge' and tablename ~ '^key_[0-9]'"))
                .isZero();
    }

    @Test
    void a_rehearsal_counts_and_changes_nothing() {
        Map<String, String> before = Town.others(town);
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeOutcome outcome = engine.rehearse();

            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(engine.outcomes(outcome.run().runId()).values())
                    .allSatisfy(one -> assertThat(one.status()).isEqualTo(OrganizationStatus.REHEARSED));
        }
        assertThat(Town.others(town)).isEqualTo(before);
        assertThat(Town.count(town, "organizations")).isEqualTo(10);
        assertThat(Town.count(town, "announcements where author is null")).isZero();
    }

    @Test
    void asked_again_there_is_nothing_to_do_and_the_evidence_stands() {
        try (Engine engine = Engine.on(town, Town.setup())) {
            engine.execute();
            PurgeOutcome night = engine.execute();
            PurgeOutcome named = engine.purge("4", Mode.EXECUTE, Lifted.NOTHING);

            assertThat(night.run().status()).isEqualTo(RunStatus.NOTHING_TO_DO);
            assertThat(named.run().status()).isEqualTo(RunStatus.NOTHING_TO_DO);
            assertThat(named.exit()).isEqualTo(ExitCode.DONE);
            assertThat(engine.reports().certificate(new OrganizationId("4"), null))
                    .isPresent();
            assertThatThrownBy(() -> engine.purge("4000", Mode.EXECUTE, Lifted.NOTHING))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.NOT_FOUND));
        }
    }

    @Test
    void a_reference_from_another_organization_blocks_by_name_and_takes_along_whoever_depends_on_it() {
        town.script("""
                update flows set approved_by = (select min(id) from users where org_id = 2)
                 where id = (select min(id) from flows where org_id = 1);
                update flows set approved_by = (select min(id) from users where org_id = 4)
                 where id = (select min(id) from flows where org_id = 2)
                """);
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
            for (String blocked : new String[] {"2", "4"}) {
                assertThat(engine.outcome(outcome, blocked)).satisfies(one -> {
                    assertThat(one.status()).isEqualTo(OrganizationStatus.BLOCKED);
                    assertThat(one.reasons()).singleElement().satisfies(reason -> {
                        assertThat(reason.code()).isEqualTo(ReasonCode.CROSS_ORGANIZATION_REFERENCE);
                        assertThat(reason.table()).isEqualTo("public.flows");
                        assertThat(reason.constraint()).isEqualTo("flows_approved_by_fkey");
                        assertThat(reason.detail()).startsWith("1 row");
                    });
                });
            }
            assertThat(engine.outcome(outcome, "6").status()).isEqualTo(OrganizationStatus.PURGED);
        }
        assertThat(Town.count(town, "users where org_id in (2, 4)")).isEqualTo(10);
    }

    @Test
    void a_set_null_reference_of_nobody_is_detached_but_one_of_another_organization_blocks() {
        town.script("""
                alter table announcements add org_id bigint references organizations;
                create index on announcements (org_id);
                update announcements set org_id = 1 where id = (
                  select min(a.id) from announcements a join users u on u.id = a.author where u.org_id = 8)
                """);
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(engine.outcome(outcome, "8").status()).isEqualTo(OrganizationStatus.BLOCKED);
            assertThat(engine.outcome(outcome, "8").reasons())
                    .singleElement()
                    .satisfies(reason -> assertThat(reason.constraint()).isEqualTo("announcements_author_fkey"));
            assertThat(engine.outcome(outcome, "6").detached()).containsEntry("public.announcements", 5L);
        }
    }

    @Test
    void many_small_batches_do_the_same_as_one() {
        Map<String, String> before = Town.others(town);
        PurgeSettings narrow = new PurgeSettings(Engine.guards(1_000), 2, 150, 100_000, Duration.ofMillis(250), 1);
        try (Engine engine = Engine.on(town, Town.setup().with(narrow))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
            assertThat(Town.count(town, "orgpurge.batch")).isEqualTo(5);
        }
        assertThat(Town.others(town)).isEqualTo(before);
    }

    @Test
    void guards_refuse_the_night_before_the_first_delete() {
        PurgeSettings few = new PurgeSettings(Engine.guards(4), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 2);
        try (Engine engine = Engine.on(town, Town.setup().with(few))) {
            PurgeOutcome refused = engine.execute();
            PurgeOutcome cut = engine.runs().run(PurgeRequest.due(Mode.EXECUTE, 3, null));

            assertThat(refused.exit()).isEqualTo(ExitCode.REFUSED);
            assertThat(refused.errors())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo("TOO_MANY_CANDIDATES"));
            assertThat(cut.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(engine.outcomes(cut.run().runId()).values())
                    .extracting(OrganizationOutcome::status)
                    .containsExactlyInAnyOrder(
                            OrganizationStatus.PURGED,
                            OrganizationStatus.PURGED,
                            OrganizationStatus.PURGED,
                            OrganizationStatus.DEFERRED,
                            OrganizationStatus.DEFERRED);
        }
        assertThat(Town.count(town, "organizations")).isEqualTo(7);
    }

    @Test
    void a_giant_below_one_parent_goes_in_many_chunks() {
        town.script("insert into settings (org_id, value) select 2, 'many' from generate_series(1, 50000)");
        try (Engine engine = Engine.on(town, Town.setup())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS + 50_000);
            assertThat(town.jdbc()
                            .sql("select max(chunks) from orgpurge.organization_table")
                            .query(Long.class)
                            .single())
                    .isGreaterThan(3);
        }
        assertThat(Town.count(town, "settings where org_id = 2")).isZero();
    }
}
