package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.plan.Policy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The policy's promise that rows keep their owner: what it saves, and that half a promise saves nothing. */
class ImmutableIT {

    private final TestDatabase town = Town.founded();

    private static Policy immutable(String... tables) {
        return new Policy(
                Stream.of(tables)
                        .map(table ->
                                new Policy.TablePolicy(table, null, null, null, null, null, List.of(), List.of(), true))
                        .toList(),
                List.of());
    }

    private static PurgeListener afterFirstChunkOf(String table, Runnable action) {
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

    @Test
    void where_all_promise_it_parents_are_not_locked_and_the_end_is_the_same() throws SQLException {
        Map<String, String> others = Town.others(town);
        try (Connection application = town.dataSource().getConnection();
                Statement statement = application.createStatement()) {
            application.setAutoCommit(false);
            statement.execute("select from flows where org_id = 4 for update");
            PurgeListener letGo = afterFirstChunkOf("public.outputs", () -> rollback(application));
            Engine.Setup setup = Town.setup().with(letGo).with(immutable("flows", "executions", "outputs"));
            try (Engine engine = Engine.on(town, setup)) {
                PurgeOutcome outcome = engine.execute();

                assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
                assertThat(outcome.run().rows()).isEqualTo(5 * Town.ROWS);
            }
        }
        assertThat(Town.others(town)).isEqualTo(others);
    }

    private static void rollback(Connection connection) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void where_one_table_of_the_path_does_not_promise_it_moved_parents_keep_their_children() {
        PurgeListener move = afterFirstChunkOf(
                "public.outputs",
                () -> town.script(
                        "update flows set org_id = 1, approved_by = null where id = (select min(id) from flows where org_id = 4)"));
        Engine.Setup setup = Town.setup().with(move).with(immutable("executions", "outputs"));
        try (Engine engine = Engine.on(town, setup)) {
            PurgeOutcome outcome = engine.execute();

            assertThat(outcome.run().status()).isEqualTo(RunStatus.COMPLETE);
            String json = engine.reports()
                    .certificate(new OrganizationId("4"), null)
                    .orElseThrow()
                    .json();
            assertThat(JsonFigures.of(json, "public.executions")).containsEntry("moved", 3L);
        }
        assertThat(Town.count(town, "executions e join flows f on f.id = e.flow_id where f.org_id = 1"))
                .isEqualTo(33);
    }
}
