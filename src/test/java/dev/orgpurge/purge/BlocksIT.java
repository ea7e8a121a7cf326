package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** A table that loses two thirds of its rows at once. Organizations 2 and 3 go, 1 stays; every third row is each one's. */
class BlocksIT {

    private static final int EACH = 12_000;

    private static final String ORGANIZATIONS = """
            create table organizations (
              id bigint primary key, name text not null, status text not null, deactivated_at timestamptz);
            insert into organizations values (1, 'stays', 'ACTIVE', null),
              (2, 'goes', 'DEACTIVATED', now() - interval '90 days'), (3, 'too', 'DEACTIVATED', now() - interval '80 days');
            """;

    private static final String TABLE = """
            create table clicks (id int primary key, org_id bigint not null references organizations, seen int, note text)
              with (autovacuum_enabled = false);
            """;

    private static final String ROWS = """
            create index on clicks (org_id);
            insert into clicks select n, 1 + n %% 3, n, repeat('x', 200) from generate_series(1, %d) n;
            analyze clicks;
            """.formatted(3 * EACH);

    private final TestDatabase database = TestServer.newDatabase();
    private final Set<String> kinds = new ConcurrentSkipListSet<>();
    private final AtomicBoolean first = new AtomicBoolean(true);

    /** Remembers what the slices of the table go through; after the first of its chunks it does something. */
    private PurgeListener listener(Runnable afterTheFirst) {
        return new PurgeListener() {
            @Override
            public void chunkDeleted(UUID run, String table, long rows, Duration took) {
                if (table.equals("public.clicks")) {
                    kinds.addAll(database.jdbc()
                            .sql("select distinct kind from orgpurge.slice")
                            .query(String.class)
                            .list());
                    if (first.getAndSet(false)) {
                        afterTheFirst.run();
                    }
                }
            }
        };
    }

    /** One worker, so that what happens after the first chunk happens before the others. */
    private Engine engine(Runnable afterTheFirst) {
        Engine.Setup setup = Town.setup()
                .with(Engine.SETTINGS.with(Pacing.unbound(Duration.ofMillis(250), 1)))
                .with(listener(afterTheFirst));
        return Engine.on(database, setup);
    }

    private void purge(Runnable afterTheFirst) {
        try (Engine engine = engine(afterTheFirst)) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.outcome(outcome, "3").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(2 * EACH + 2);
        }
        assertThat(Town.count(database, "clicks")).isEqualTo(EACH);
        assertThat(Town.count(database, "clicks where org_id = 1")).isEqualTo(EACH);
        assertThat(deleted(2)).isEqualTo(EACH);
        assertThat(deleted(3)).isEqualTo(EACH);
        assertThat(Town.count(database, "orgpurge.batch where round > 0"))
                .as("nothing was left for a second round")
                .isZero();
    }

    private long deleted(int organization) {
        return database.jdbc()
                .sql("""
                        select sum(t.deleted)::bigint
                          from orgpurge.organization_table t
                          join orgpurge.run_organization o using (run_id, ordinal)
                          join orgpurge.run_table n using (run_id, table_no)
                         where o.organization = :organization and n.table_name = 'public.clicks'
                        """)
                .param("organization", String.valueOf(organization))
                .query(Long.class)
                .single();
    }

    @Test
    void rows_of_several_organizations_go_block_by_block_and_each_is_counted() {
        database.script(ORGANIZATIONS + TABLE + ROWS);
        purge(() -> {});
        assertThat(kinds).containsExactly("BLOCKS");
        assertThat(Town.count(database, "orgpurge.organization_table where chunks > 1"))
                .isEqualTo(2);
    }

    @Test
    void rows_of_one_organization_go_block_by_block_and_the_servers_count_is_its_own() {
        database.script(ORGANIZATIONS + "delete from organizations where id = 2;" + TABLE
                + ROWS.replace("1 + n % 3", "case when n % 3 = 0 then 1 else 3 end"));
        try (Engine engine = engine(() -> {})) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "3").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(outcome.run().rows()).isEqualTo(2 * EACH + 1);
        }
        assertThat(kinds).containsExactly("BLOCKS");
        assertThat(deleted(3)).isEqualTo(2 * EACH);
        assertThat(Town.count(database, "clicks")).isEqualTo(EACH);
        assertThat(Town.count(database, "clicks where org_id = 1")).isEqualTo(EACH);
    }

    @Test
    void a_table_of_unknown_size_goes_by_keys() {
        database.script(ORGANIZATIONS + TABLE + ROWS.replace("analyze clicks;", ""));
        purge(() -> {});
        assertThat(kinds).containsExactly("KEYS");
    }

    @Test
    void a_table_that_loses_little_goes_by_keys() {
        database.script(ORGANIZATIONS + TABLE + ROWS);
        database.script("update pg_class set reltuples = %d where relname = 'clicks'"
                .formatted(TableBlocks.SHARE * (2 * EACH + 1)));
        purge(() -> {});
        assertThat(kinds).containsExactly("KEYS");
    }

    @Test
    void a_bloated_table_goes_by_keys() {
        database.script(ORGANIZATIONS + TABLE + ROWS);
        database.script("insert into clicks select -n, 1, n, repeat('x', 200) from generate_series(1, %d) n"
                .formatted(9 * EACH));
        database.script("delete from clicks where id < 0");
        database.script("analyze clicks");
        purge(() -> {});
        assertThat(kinds).containsExactly("KEYS");
    }

    @Test
    void the_blocks_of_all_partitions_are_gone_through() {
        database.script(ORGANIZATIONS + """
                create table clicks (id int, org_id bigint not null references organizations, seen int, note text) partition by range (id);
                create table clicks_old partition of clicks for values from (0) to (1000) with (autovacuum_enabled = false);
                create table clicks_new partition of clicks default partition by hash (seen);
                create table clicks_new0 partition of clicks_new for values with (modulus 2, remainder 0) with (autovacuum_enabled = false);
                create table clicks_new1 partition of clicks_new for values with (modulus 2, remainder 1) with (autovacuum_enabled = false);
                """ + ROWS);
        purge(() -> {});
        assertThat(kinds).containsExactly("BLOCKS");
    }

    @Test
    void rows_that_an_update_moves_behind_us_go_by_keys() {
        database.script(ORGANIZATIONS + TABLE + ROWS);
        purge(() -> {
            // room for the new versions in front
            database.script("vacuum clicks");
            database.script("update clicks set seen = -seen where seen > 30000");
        });
        assertThat(kinds).containsExactly("BLOCKS", "KEYS");
    }

    @Test
    void a_row_that_moves_to_somebody_else_meanwhile_is_left_to_him() {
        database.script(ORGANIZATIONS + TABLE + ROWS);
        try (Engine engine =
                engine(() -> database.script("update clicks set org_id = 1 where id = %d".formatted(3 * EACH - 1)))) {
            assertThat(engine.outcome(engine.execute(), "3").status()).isEqualTo(OrganizationStatus.PURGED);
        }
        assertThat(deleted(3)).isEqualTo(EACH - 1);
        assertThat(Town.count(database, "clicks where org_id = 1")).isEqualTo(EACH + 1);
    }

    @Test
    void a_row_that_cannot_go_fails_its_organization_alone() {
        database.script(ORGANIZATIONS + TABLE + ROWS + """
                create function refuse() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
                create trigger refuse before delete on clicks for each row when (old.id = %d) execute function refuse();
                """.formatted(3 * EACH - 1));
        try (Engine engine = engine(() -> {})) {
            PurgeOutcome outcome = engine.execute();
            assertThat(engine.outcome(outcome, "2").status()).isEqualTo(OrganizationStatus.PURGED);
            assertThat(engine.outcome(outcome, "3").status()).isEqualTo(OrganizationStatus.FAILED);
        }
        assertThat(kinds).containsExactly("BLOCKS", "KEYS");
        assertThat(deleted(2)).isEqualTo(EACH);
        assertThat(Town.count(database, "clicks where org_id = 1")).isEqualTo(EACH);
        assertThat(Town.count(database, "clicks where org_id = 3")).isEqualTo(EACH - deleted(3));
    }

    @Test
    void a_run_that_was_stopped_goes_on_where_it_was() {
        database.script(ORGANIZATIONS + TABLE + ROWS);
        AtomicReference<Engine> running = new AtomicReference<>();
        UUID run;
        try (Engine engine = engine(() -> running.get().runs().stopIfAtWork())) {
            running.set(engine);
            PurgeOutcome stopped = engine.execute();
            assertThat(stopped.exit()).isEqualTo(ExitCode.STOPPED);
            run = stopped.run().runId();
        }
        Set<String> before = new TreeSet<>(kinds);
        long left = Town.count(database, "clicks where org_id > 1");
        assertThat(left).isBetween(1L, 2L * EACH - 1);
        try (Engine engine = engine(() -> {})) {
            assertThat(engine.runs().restart(run).run().rows()).isEqualTo(2 * EACH + 2);
        }
        assertThat(before).containsExactly("BLOCKS");
        assertThat(deleted(2) + deleted(3)).isEqualTo(2 * EACH);
        assertThat(Town.count(database, "clicks")).isEqualTo(EACH);
    }
}
