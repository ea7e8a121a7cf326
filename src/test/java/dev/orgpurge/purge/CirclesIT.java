package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Rows that refer to each other in circles. Organization 1 stays, the others are due. */
class CirclesIT {

    private static final String NODES = """
            create table organizations (
              id bigint primary key, name text not null, status text not null, deactivated_at timestamptz);
            insert into organizations
            select n, 'Org ' || n, case when n = 1 then 'ACTIVE' else 'DEACTIVATED' end, now() - interval '90 days'
              from generate_series(1, 4) n;
            create table nodes (id bigint primary key, org_id bigint not null references organizations, next_id bigint not null);
            create index on nodes (org_id); create index on nodes (next_id);
            """;

    private static final String CLOSED = "alter table nodes add foreign key (next_id) references nodes;";

    private static TestDatabase database(String script) {
        TestDatabase database = TestServer.newDatabase();
        database.script(NODES + script + CLOSED);
        return database;
    }

    /** Rings of {@code size} rows each with consecutive ids from {@code first}. */
    private static String rings(int organization, int first, int size, int rings) {
        return "insert into nodes select " + first + " + n, " + organization + ", " + first + " + case when n % " + size
                + " = " + (size - 1) + " then n - " + (size - 1) + " else n + 1 end from generate_series(0, "
                + (size * rings - 1) + ") n;";
    }

    private static Engine.Setup atMost(long rows) {
        return Town.setup()
                .with(new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, rows, Duration.ofMillis(250), 2));
    }

    @Test
    void circles_that_no_key_joins_go_in_several_statements() {
        TestDatabase database = database(rings(1, 1, 3, 10) + rings(2, 1_000, 3, 6_000));
        try (Engine engine = Engine.on(database, Town.setup())) {
            PurgeOutcome outcome = engine.execute();

            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(18_000 + 3);
        }
        assertThat(Town.count(database, "nodes")).isEqualTo(30);
        assertThat(Town.count(database, "orgpurge.organization_table where deleted = 18000 and chunks >= 3"))
                .isOne();
    }

    @Test
    void one_circle_above_the_bound_blocks_its_organization_before_its_first_delete() {
        TestDatabase database = database(rings(1, 1, 3, 10)
                + rings(2, 1_000, 60, 1)
                + rings(3, 2_000, 40, 5)
                // leaves in front of a circle are no part of it
                + rings(4, 3_000, 40, 1)
                + "insert into nodes select 4000 + n, 4, 3000 + n % 40 from generate_series(1, 500) n;");
        try (Engine engine = Engine.on(database, atMost(50))) {
            PurgeOutcome rehearsal = engine.rehearse();
            assertThat(engine.outcome(rehearsal, "2").status()).isEqualTo(OrganizationStatus.BLOCKED);

            PurgeOutcome outcome = engine.execute();
            OrganizationOutcome blocked = engine.outcome(outcome, "2");
            assertThat(blocked.status()).isEqualTo(OrganizationStatus.BLOCKED);
            assertThat(blocked.reasons()).extracting(Reason::code).containsExactly(ReasonCode.COMPONENT_TOO_LARGE);
            assertThat(blocked.reasons().get(0).detail()).contains("60 rows", "orgpurge.batch.max-circle-rows = 50");
            assertThat(engine.outcome(outcome, "3").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.PURGED);
        }
        assertThat(Town.count(database, "nodes where org_id = 2")).isEqualTo(60);
        assertThat(Town.count(database, "nodes")).isEqualTo(60 + 30);
    }

    @Test
    void who_refers_to_a_blocked_circle_may_go_and_whom_it_refers_to_stays() {
        TestDatabase database = database(rings(1, 1, 3, 10)
                + rings(2, 1_000, 60, 1)
                + "insert into nodes values (5000, 3, 1000), (6000, 4, 6000);"
                + "alter table nodes add other_id bigint references nodes; create index on nodes (other_id);"
                + "update nodes set other_id = 6000 where id = 1005;");
        try (Engine engine = Engine.on(database, atMost(40))) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.BLOCKED);
            assertThat(engine.outcome(outcome, "3").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.BLOCKED);
        }
        assertThat(Town.count(database, "nodes where org_id in (2, 4)")).isEqualTo(61);
    }

    @Test
    void a_circle_that_several_organizations_share_goes_with_all_of_them() {
        TestDatabase database = database(rings(1, 1, 3, 10) + rings(2, 1_000, 30, 10)
                + "update nodes set org_id = 2 + id % 3 where id >= 1000;");
        try (Engine engine = Engine.on(database, Town.setup())) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcomes(outcome.run().runId()).values())
                    .extracting(OrganizationOutcome::status)
                    .containsOnly(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(300 + 3);
        }
        assertThat(Town.count(database, "nodes")).isEqualTo(30);
    }

    @Test
    void a_circle_over_two_tables_that_cannot_go_fails_its_organization_alone() {
        TestDatabase database = TestServer.newDatabase();
        database.script(NODES + """
                drop table nodes;
                create table projects (id bigint primary key, org_id bigint not null references organizations, default_task bigint not null);
                create table tasks (id bigint primary key, project_id bigint not null references projects);
                insert into projects select n, 1 + n % 4, n from generate_series(1, 400) n;
                insert into tasks select n, 1 + (n - 1) % 400 from generate_series(1, 1000) n;
                alter table projects add foreign key (default_task) references tasks;
                create index on projects (org_id); create index on projects (default_task); create index on tasks (project_id);
                create function keep() returns trigger language plpgsql as $$ begin raise exception 'kept'; end $$;
                create trigger keep before delete on tasks for each row when (old.id = 201) execute function keep();
                """);
        try (Engine engine = Engine.on(database, Town.setup())) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.FAILED);
            assertThat(engine.outcome(outcome, "3").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.outcome(outcome, "4").status()).isEqualTo(OrganizationStatus.PURGED);
        }
        assertThat(Town.count(database, "projects where org_id in (3, 4)")).isZero();
        assertThat(Town.count(database, "tasks where id = 201")).isOne();
    }
}
