package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.organization.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Organizations whose rows refer to each other go together, also where a batch would hold one of them only. */
class TogetherIT {

    private final TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void nine_organizations_of_which_eight_go() {
        database.script("""
                create table orgs (id int primary key, gone boolean not null);
                create table users (id int primary key, org int not null references orgs);
                create table letters (id int primary key, sender int references users, org int not null references orgs);
                create index on users (org); create index on letters (org); create index on letters (sender);
                insert into orgs select i, i < 9 from generate_series(1, 9) i;
                insert into users select i, i from generate_series(1, 9) i;
                """);
    }

    private static Engine.Setup setup(int organizations, long rows) {
        DueRule due = new DueRule(
                "due",
                "gone",
                null,
                Duration.ZERO,
                State.DEACTIVATED,
                /* onRequest= */ false,
                /* force= */ false,
                null);
        return Engine.Setup.of(new RootSettings("orgs", "id", null, List.of(due), null, null))
                .with(new PurgeSettings(Engine.guards(1_000), organizations, rows, 100_000, Duration.ofMillis(250), 2));
    }

    /** A letter of the one organization refers to a user of the other. */
    private void letter(int id, int from, int to) {
        database.script("insert into letters values (" + id + ", " + to + ", " + from + ")");
    }

    private static Map<String, OrganizationStatus> statuses(Engine engine, PurgeOutcome outcome) {
        Map<String, OrganizationStatus> statuses = new TreeMap<>();
        engine.outcomes(outcome.run().runId()).forEach((id, one) -> statuses.put(id, one.status()));
        return statuses;
    }

    private static Set<String> blocked(Engine engine, PurgeOutcome outcome) {
        return statuses(engine, outcome).entrySet().stream()
                .filter(entry -> entry.getValue() == OrganizationStatus.BLOCKED)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private List<String> batches() {
        return database.jdbc()
                .sql("select string_agg(organization, '+' order by organization) from orgpurge.run_organization"
                        + " where batch is not null and run_id = (select run_id from orgpurge.run order by number desc"
                        + " limit 1) group by batch order by batch")
                .query((row, i) -> row.getString(1))
                .list();
    }

    @Test
    void a_pair_a_ring_of_three_and_a_chain_go_together_one_organization_a_batch_or_not() {
        letter(1, 2, 1);
        letter(2, 1, 2);
        letter(3, 4, 3);
        letter(4, 5, 4);
        letter(5, 3, 5);
        letter(6, 7, 6);
        letter(7, 8, 7);
        try (Engine engine = Engine.on(database, setup(1, 2_000_000))) {
            assertThat(statuses(engine, engine.rehearse()).values())
                    .hasSize(8)
                    .containsOnly(OrganizationStatus.REHEARSED);
            PurgeOutcome outcome = engine.execute();

            assertThat(statuses(engine, outcome).values()).hasSize(8).containsOnly(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(8 + 8 + 7);
            assertThat(batches()).containsExactly("1+2", "3+4+5", "6+7+8");
        }
        assertThat(Town.count(database, "users")).isEqualTo(1);
    }

    @Test
    void what_the_bound_on_rows_sent_back_comes_back_if_it_must_go_along() {
        letter(1, 2, 1);
        letter(2, 3, 2);
        database.script("insert into users select 100 + i, 1 + i % 3 from generate_series(1, 30) i");
        try (Engine engine = Engine.on(database, setup(1_000, 5))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(statuses(engine, outcome).values()).hasSize(8).containsOnly(OrganizationStatus.PURGED);
            assertThat(batches()).contains("1+2+3");
        }
    }

    @Test
    void who_is_blocked_keeps_the_whole_ring_and_nobody_else_back() {
        letter(1, 2, 1);
        letter(2, 3, 2);
        letter(3, 1, 3);
        letter(4, 6, 5);
        database.script(
                "create table jobs (id int primary key, org int references orgs); insert into jobs values (1, 3)");
        ConstraintSettings constraints =
                new ConstraintSettings(List.of(), List.of(new ConstraintSettings.Check("jobs", "jobs", "true")));
        for (int size : new int[] {1, 2, 1_000}) {
            try (Engine engine = Engine.on(database, setup(size, 2_000_000).with(constraints))) {
                PurgeOutcome outcome = engine.rehearse();

                assertThat(blocked(engine, outcome)).containsExactlyInAnyOrder("1", "2", "3");
                Stream.of("1", "2")
                        .forEach(id -> assertThat(engine.outcome(outcome, id).reasons())
                                .extracting(reason -> reason.code())
                                .containsExactly(ReasonCode.CROSS_ORGANIZATION_REFERENCE));
            }
        }
    }

    @Test
    void who_cannot_go_anyway_draws_nobody_into_its_batch() {
        letter(1, 9, 1);
        letter(2, 2, 1);
        letter(3, 3, 1);
        try (Engine engine = Engine.on(database, setup(1, 2_000_000))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(blocked(engine, outcome)).containsExactly("1");
            assertThat(batches()).hasSize(8);
        }
    }
}
