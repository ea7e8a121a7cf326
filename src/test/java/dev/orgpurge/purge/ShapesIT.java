package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rows that refer to each other, to the root, or to it only by what the policy says. Organization 2 goes, 1 stays. */
@Tag("every-server")
class ShapesIT {

    private static final String ORGANIZATIONS = """
            create table organizations (
              id bigint primary key, name text not null, status text not null, deactivated_at timestamptz);
            insert into organizations values (1, 'stays', 'ACTIVE', null), (2, 'goes', 'DEACTIVATED', now() - interval '90 days');
            """;

    private static TestDatabase database(String script) {
        TestDatabase database = TestServer.newDatabase();
        database.script(ORGANIZATIONS + script);
        return database;
    }

    private static PurgeOutcome purge(TestDatabase database, TablePolicy... lines) {
        Policy policy = new Policy(List.of(lines), List.of());
        try (Engine engine = Engine.on(database, Town.setup().with(policy))) {
            PurgeOutcome outcome = engine.execute();
            assertThat(outcome.errors()).isEmpty();
            assertThat(engine.outcome(outcome, "2").reasons()).isEmpty();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.reports().certificate(new OrganizationId("2"), null))
                    .isPresent();
            return outcome;
        }
    }

    @Test
    void a_tree_goes_leaves_first_however_deep_it_is() {
        TestDatabase database = database("""
                create table nodes (id bigint primary key, org_id bigint not null references organizations, parent_id bigint references nodes);
                create index on nodes (org_id); create index on nodes (parent_id);
                insert into nodes select n, 1 + n % 2, case when n > 2 then n - 2 end from generate_series(1, 3000) n;
                """);
        assertThat(purge(database).run().rows()).isEqualTo(1501);
        assertThat(Town.count(database, "nodes")).isEqualTo(1500);
    }

    @Test
    void two_self_references_and_a_cascading_one() {
        TestDatabase database = database("""
                create table nodes (id bigint primary key, org_id bigint not null references organizations,
                  parent_id bigint references nodes on delete cascade, twin_id bigint references nodes on delete restrict);
                create index on nodes (org_id); create index on nodes (parent_id); create index on nodes (twin_id);
                insert into nodes select n, 1 + n % 2, case when n > 20 then n - 20 end, case when n % 4 = 1 and n > 4 then n - 4 end from generate_series(1, 400) n;
                """);
        assertThat(purge(database).run().rows()).isEqualTo(201);
        assertThat(Town.count(database, "nodes")).isEqualTo(200);
    }

    @Test
    void two_tables_that_always_refer_to_each_other() {
        TestDatabase database = database("""
                create table projects (id bigint primary key, org_id bigint not null references organizations, default_task bigint not null);
                create table tasks (id bigint primary key, project_id bigint not null references projects);
                insert into projects select n, 1 + n % 2, n from generate_series(1, 100) n;
                insert into tasks select n, 1 + (n - 1) % 100 from generate_series(1, 1000) n;
                alter table projects add foreign key (default_task) references tasks;
                create index on projects (org_id); create index on projects (default_task); create index on tasks (project_id);
                """);
        assertThat(purge(database).run().rows()).isEqualTo(50 + 500 + 1);
        assertThat(Town.count(database, "tasks")).isEqualTo(500);
    }

    @Test
    void a_circle_through_the_root() {
        TestDatabase database = database("""
                create table users (id bigint primary key, org_id bigint not null references organizations);
                insert into users select n, 1 + n % 2 from generate_series(1, 50) n;
                alter table organizations add owner_id bigint references users;
                update organizations set owner_id = case id when 1 then 2 else 1 end;
                alter table organizations alter owner_id set not null;
                create index on users (org_id); create index on organizations (owner_id);
                """);
        assertThat(purge(database).run().rows()).isEqualTo(26);
        assertThat(Town.count(database, "users")).isEqualTo(25);
    }

    @Test
    void rows_that_only_the_root_points_at() {
        TestDatabase database = database("""
                create table settings (id bigint primary key, theme text);
                create table setting_values (id bigint primary key, settings_id bigint not null references settings);
                insert into settings select n, 'x' from generate_series(1, 3) n;
                insert into setting_values select n, 1 + n % 3 from generate_series(1, 9) n;
                alter table organizations add settings_id bigint references settings;
                update organizations set settings_id = id;
                create index on organizations (settings_id); create index on setting_values (settings_id);
                """);
        TablePolicy line = new TablePolicy("settings", null, "settings_id", null, null, null, List.of());
        assertThat(purge(database, line).run().rows()).isEqualTo(1 + 1 + 3);
        assertThat(Town.count(database, "settings")).isEqualTo(2);
        assertThat(Town.count(database, "setting_values")).isEqualTo(6);
    }

    @Test
    void partitions_and_tables_without_a_key() {
        TestDatabase database = database("""
                create table events (id bigint, org_id bigint not null references organizations, at date) partition by range (at);
                create table events_a partition of events for values from ('2026-01-01') to ('2026-07-01');
                create table events_b partition of events default;
                create index on events (org_id);
                insert into events select n, 1 + n % 2, '2026-01-01'::date + n % 365 from generate_series(1, 1000) n;
                create table tags (org_id bigint not null references organizations, tag text);
                create index on tags (org_id);
                insert into tags select 1 + n % 2, 't' from generate_series(1, 10) n;
                """);
        assertThat(purge(database).run().rows()).isEqualTo(500 + 5 + 1);
        assertThat(Town.count(database, "events")).isEqualTo(500);
        assertThat(Town.count(database, "tags")).isEqualTo(5);
    }

    @Test
    void a_partition_that_appears_while_the_purge_runs_is_no_drift_and_loses_its_rows_too() {
        TestDatabase database = database("""
                create table events (id bigint, org_id bigint not null references organizations, at date, primary key (id, at)) partition by range (at);
                create table events_a partition of events for values from ('2026-01-01') to ('2027-01-01');
                create index on events (org_id);
                insert into events select n, 1 + n % 2, '2026-01-01'::date + n % 365 from generate_series(1, 1000) n;
                """);
        AtomicBoolean first = new AtomicBoolean(true);
        PurgeListener attaching = new PurgeListener() {
            @Override
            public void chunkDeleted(UUID run, String table, long rows, Duration took) {
                if (table.equals("public.events") && first.getAndSet(false)) {
                    database.script(
                            "create table events_b partition of events for values from ('2027-01-01') to ('2028-01-01');"
                                    + "insert into events select n, 1 + n % 2, '2027-03-01' from generate_series(1, 20) n");
                }
            }
        };
        try (Engine engine = Engine.on(database, Town.setup().with(attaching))) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(500 + 10 + 1);
        }
        assertThat(Town.count(database, "events_b")).isEqualTo(10);
        assertThat(Town.count(database, "orgpurge.organization_table where late = 10"))
                .isOne();
    }

    @Test
    void a_partition_in_another_server_is_refused_before_the_first_delete() {
        TestDatabase database = database("""
                create foreign data wrapper nowhere;
                create server elsewhere foreign data wrapper nowhere;
                create table events (id bigint, org_id bigint not null, at date) partition by range (at);
                create table events_a partition of events for values from ('2026-01-01') to ('2027-01-01');
                create foreign table events_old partition of events default server elsewhere;
                """);
        TablePolicy line = new TablePolicy("events", "org_id", null, null, null, null, List.of());
        try (Engine engine = Engine.on(database, Town.setup().with(new Policy(List.of(line), List.of())))) {
            assertThatThrownBy(engine::execute).isInstanceOf(Problem.class).hasMessageContaining("events_old");
        }
        assertThat(Town.count(database, "organizations")).isEqualTo(2);
    }

    @Test
    void loose_and_polymorphic_relations_of_other_types() {
        TestDatabase database = database("""
                create table audit (id bigint primary key, organization text);
                insert into audit select n, (1 + n % 2)::text from generate_series(1, 10) n;
                create table comments (id bigint primary key, owner_type text, owner_id int, n int, k text);
                insert into comments select n, case when n % 3 = 0 then 'User' else 'Organization' end, 1 + n % 2 from generate_series(1, 12) n;
                """);
        assertThat(purge(
                                database,
                                new TablePolicy("audit", "organization", null, null, null, null, List.of()),
                                new TablePolicy(
                                        "comments",
                                        "owner_id",
                                        null,
                                        "owner_type = 'Organization'",
                                        null,
                                        null,
                                        List.of()))
                        .run()
                        .rows())
                .isEqualTo(5 + 4 + 1);
        assertThat(Town.count(database, "comments")).isEqualTo(8);
        assertThat(Town.count(database, "audit where organization = '1'")).isEqualTo(5);
    }

    @Test
    void retained_rows_let_go_of_what_is_deleted_and_stay() {
        TestDatabase database = database("""
                create table users (id bigint primary key, org_id bigint not null references organizations);
                insert into users select n, 1 + n % 2 from generate_series(1, 4) n;
                create table invoices (id bigint primary key, org_id bigint references organizations, issued_by bigint references users);
                insert into invoices select n, 1 + n % 2, 2 - n % 2 from generate_series(1, 8) n;
                create table lines (id bigint primary key, invoice_id bigint not null references invoices);
                insert into lines select n, 1 + n % 8 from generate_series(1, 16) n;
                """);
        TablePolicy keep = new TablePolicy(
                "invoices", null, null, null, Treatment.RETAIN, "tax law", List.of("org_id", "issued_by"));
        try (Engine engine = Engine.on(database, Town.setup().with(new Policy(List.of(keep), List.of())))) {
            PurgeOutcome outcome = engine.execute();
            assertThat(outcome.errors()).isEmpty();
            OrganizationOutcome gone = engine.outcome(outcome, "2");
            assertThat(gone.status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(gone.retained()).containsEntry("public.invoices", 4L);
            assertThat(gone.detached()).containsEntry("public.invoices", 8L);
            assertThat(engine.reports()
                            .certificate(new OrganizationId("2"), null)
                            .orElseThrow()
                            .json())
                    .contains("complete_with_retention", "\"ground\":\"tax law\"");
        }
        assertThat(Town.count(database, "invoices where org_id is null and issued_by is null"))
                .isEqualTo(4);
        assertThat(Town.count(database, "lines")).isEqualTo(16);
    }

    @Test
    void retained_rows_that_no_key_ties_to_their_owner_hold_nobody_back() {
        TestDatabase database = database("""
                create table receipts (id bigint primary key, org_id bigint);
                insert into receipts select n, 1 + n % 2 from generate_series(1, 8) n;
                """);
        TablePolicy keep = new TablePolicy("receipts", "org_id", null, null, Treatment.RETAIN, "tax law", List.of());

        PurgeOutcome outcome = purge(database, keep);

        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
        assertThat(Town.count(database, "receipts")).isEqualTo(8);
    }

    @Test
    void a_table_that_inherits_is_its_own_table() {
        TestDatabase database = database("""
                create table documents (id bigint primary key, org_id bigint not null references organizations);
                create table contracts (pages int) inherits (documents);
                create index on documents (org_id);
                insert into documents select n, 1 + n % 2 from generate_series(1, 6) n;
                insert into contracts select n, 1 + n % 2, 3 from generate_series(11, 18) n;
                """);
        assertThat(purge(database, new TablePolicy("contracts", "org_id", null, null, null, null, List.of()))
                        .run()
                        .rows())
                .isEqualTo(3 + 4 + 1);
        assertThat(Town.count(database, "documents")).isEqualTo(7);
    }
}
