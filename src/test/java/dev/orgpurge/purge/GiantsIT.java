package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** One parent with very many children. Organization 2 goes, 1 stays. */
class GiantsIT {

    private static final int ROWS = 25_000;

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

    private static void purge(TestDatabase database, long rows, PurgeListener... listeners) {
        try (Engine engine = Engine.on(database, Town.setup().with(listeners))) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(rows);
        }
        assertThat(Town.count(database, "orgpurge.batch where round > 0"))
                .as("nothing was left for a second round")
                .isZero();
    }

    private static long chunks(TestDatabase database) {
        return database.jdbc()
                .sql("select max(chunks) from orgpurge.organization_table")
                .query(Long.class)
                .single();
    }

    @Test
    void rows_without_a_key_go_by_blocks() {
        TestDatabase database = database("""
                create table clicks (org_id bigint not null references organizations, note text);
                create index on clicks (org_id);
                insert into clicks select 1 + (n %% 26 > 0)::int, repeat('x', 700) from generate_series(1, %d) n;
                """.formatted(ROWS / 25 * 26));
        purge(database, ROWS + 1);
        assertThat(chunks(database)).isGreaterThan(2);
        assertThat(Town.count(database, "clicks")).isEqualTo(ROWS / 25);
    }

    @Test
    void rows_without_a_key_in_partitions_go_by_blocks_of_all_of_them() {
        TestDatabase database = database("""
                create schema leaves;
                create table clicks (org_id bigint not null references organizations, kind text, note text) partition by list (kind);
                create table leaves.clicks_a partition of clicks for values in ('a');
                create table leaves.clicks_b partition of clicks for values in ('b') partition by hash (note);
                create table leaves.clicks_b0 partition of leaves.clicks_b for values with (modulus 2, remainder 0);
                create table leaves.clicks_b1 partition of leaves.clicks_b for values with (modulus 2, remainder 1);
                create table leaves.clicks_rest partition of clicks default;
                create index on clicks (org_id);
                insert into clicks select 1 + (n %% 26 > 0)::int, (array['a', 'b', 'b', 'c', null])[1 + n %% 5], n || repeat('x', 700) from generate_series(1, %d) n;
                """.formatted(ROWS / 25 * 26));
        purge(database, ROWS + 1);
        assertThat(chunks(database)).isGreaterThan(2);
        assertThat(Town.count(database, "clicks")).isEqualTo(ROWS / 25);
    }

    @Test
    void rows_that_an_update_moves_behind_the_scan_go_too() {
        TestDatabase database = database("""
                create table clicks (org_id bigint not null references organizations, seen int, note text);
                create index on clicks (org_id);
                insert into clicks select 2, n, repeat('x', 700) from generate_series(1, %d) n;
                """.formatted(ROWS));
        AtomicBoolean first = new AtomicBoolean(true);
        purge(database, ROWS + 1, new PurgeListener() {
            @Override
            public void chunkDeleted(UUID run, String table, long rows, Duration took) {
                if (table.equals("public.clicks") && first.getAndSet(false)) {
                    // room for the new versions in front
                    database.script("vacuum clicks");
                    database.script("update clicks set seen = -seen where seen > 20000");
                }
            }
        });
        assertThat(Town.count(database, "clicks")).isZero();
    }

    @Test
    void composite_keys_in_partitions_go_by_ranges_of_the_childs_key() {
        TestDatabase database = database("""
                create table books (org_id bigint not null references organizations, code text, primary key (org_id, code));
                insert into books values (1, 'a'), (2, 'a'), (2, 'b');
                create table entries (org_id bigint not null, code text not null, day date not null, nr int not null, note text,
                  primary key (day, org_id, code, nr), foreign key (org_id, code) references books) partition by range (day);
                create table entries_h1 partition of entries for values from ('2026-01-01') to ('2026-07-01');
                create table entries_rest partition of entries default;
                create index on entries (org_id, code);
                insert into entries select 1 + (n %% 26 > 0)::int, 'a', '2026-01-01'::date + n %% 365, n from generate_series(1, %d) n;
                insert into entries select 2, 'b', '2026-01-01', n from generate_series(1, 100) n;
                """.formatted(ROWS / 25 * 26));
        purge(database, ROWS + 100 + 2 + 1);
        assertThat(chunks(database)).isGreaterThan(2);
        assertThat(Town.count(database, "entries")).isEqualTo(ROWS / 25);
    }

    @Test
    void a_unique_index_without_a_constraint_is_key_enough() {
        TestDatabase database = database("""
                create table clicks (org_id bigint not null references organizations, token uuid not null);
                create unique index on clicks (token); create index on clicks (org_id);
                insert into clicks select 1 + (n %% 26 > 0)::int, gen_random_uuid() from generate_series(1, %d) n;
                """.formatted(ROWS / 25 * 26));
        purge(database, ROWS + 1);
        assertThat(chunks(database)).isGreaterThan(2);
        assertThat(Town.count(database, "clicks")).isEqualTo(ROWS / 25);
    }

    @Test
    void chunks_of_fewer_rows_than_lie_between_two_bounds_end_between_them() {
        TestDatabase database = database("""
                create table clicks (id int primary key, org_id bigint not null references organizations);
                create index on clicks (org_id);
                insert into clicks select n, 1 + (n %% 26 > 0)::int from generate_series(1, %d) n;
                """.formatted(ROWS / 25 * 26));
        Duration impossible = Duration.ofNanos(1);
        List<Long> rows = new CopyOnWriteArrayList<>();
        PurgeListener listener = new PurgeListener() {
            @Override
            public void chunkDeleted(UUID run, String table, long deleted, Duration took) {
                rows.add(deleted);
            }
        };
        Engine.Setup setup = Town.setup()
                .with(Engine.SETTINGS.with(Pacing.unbound(impossible, 1)))
                .with(listener);
        try (Engine engine = Engine.on(database, setup)) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(ROWS + 1);
        }
        assertThat(rows.stream().filter(some -> some > 1 && some < GiantBounds.STRIDE / 2))
                .hasSizeGreaterThan(20);
        assertThat(Town.count(database, "clicks")).isEqualTo(ROWS / 25);
    }
}
