package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** An application that writes into organizations while their rows go, at moments of the test's choice. */
class LateWritersIT {

    private static final PurgeSettings ONE_WORKER =
            new PurgeSettings(Engine.guards(1_000), 1_000, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    private final TestDatabase town = Town.founded();

    /** Does something once, right after the first chunk of a table committed. */
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

    private static Engine.Setup disturbed(PurgeListener... listeners) {
        return Town.setup().with(ONE_WORKER).with(listeners);
    }

    private static Map<String, Long> figures(Engine engine, String organization, String table) {
        String json = engine.reports()
                .certificate(new OrganizationId(organization), null)
                .orElseThrow()
                .json();
        return JsonFigures.of(json, table);
    }

    @Test
    void a_row_of_a_circle_that_a_late_child_keeps_keeps_what_it_refers_to() {
        town.script("""
                create table nodes (id bigint primary key, org_id bigint not null references organizations,
                  next bigint references nodes on delete cascade);
                create table leaves (id bigint primary key, node bigint not null references nodes on delete cascade);
                create index on nodes (org_id); create index on nodes (next); create index on leaves (node);
                insert into nodes values (1, 2, null), (2, 2, 1); update nodes set next = 2 where id = 1;
                insert into leaves values (1, 1), (2, 2)
                """);
        PurgeListener late = after("public.leaves", () -> town.script("insert into leaves values (3, 1)"));
        try (Engine engine = Engine.on(town, disturbed(late))) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            assertThat(figures(engine, "2", "public.leaves"))
                    .containsEntry("late", 1L)
                    .containsEntry("deleted", 3L);
            assertThat(figures(engine, "2", "public.nodes")).containsEntry("deleted", 2L);
        }
    }
}
