package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.RootSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Random schemas and rows; what goes and what stays is told by a column that the product knows nothing of. */
class RandomGraphIT {

    /** {@code -Dgraph.seed=N -Dgraph.count=1} runs one graph again. */
    private static final long SEED = Long.getLong("graph.seed", 20_261_122);

    private static final int COUNT = Integer.getInteger("graph.count", 50);

    private final TestDatabase database = TestServer.newDatabase();

    @Test
    void purged_organizations_leave_nothing_and_all_others_lose_nothing() {
        RootSettings root = Town.root();
        RootSettings roots = new RootSettings("graph.roots", "id", "name", root.due(), null, null);
        database.script(new RandomGraph(SEED, 1).script());
        PurgeSettings oneByOne =
                new PurgeSettings(Engine.guards(1_000), 1, 2_000_000, 100_000, Duration.ofMillis(250), 2);
        Engine.Setup setup = Engine.Setup.of(roots);
        try (Engine engine = Engine.on(database, setup);
                Engine narrow = Engine.on(database, setup.with(oneByOne))) {
            for (int i = 0; i < COUNT; i++) {
                long seed = SEED + i;
                int first = 1 + 4 * i;
                assertTimeoutPreemptively(
                        Duration.ofMinutes(5),
                        () -> purge(engine, seed % 2 == 0 ? narrow : engine, seed, first),
                        () -> "graph.seed=" + seed);
            }
        }
    }

    /** How many organizations a batch holds makes no difference to who goes: what one engine rehearses, the other does. */
    private void purge(Engine rehearsing, Engine engine, long seed, int first) {
        RandomGraph graph = new RandomGraph(seed, first);
        String asSeed = "graph.seed=" + seed + " graph.count=1";
        try {
            database.script(graph.script());
        } catch (RuntimeException e) {
            throw new AssertionError(asSeed + " " + graph.script(), e);
        }
        Map<String, Long> before = counts(graph);
        Map<Long, Map<String, String>> rows = new TreeMap<>();
        for (long tag = first; tag < first + 4; tag++) {
            rows.put(tag, digests(graph, tag));
        }
        Set<Long> rehearsed =
                graph.crossed() ? gone(rehearsing, rehearsing.rehearse(), OrganizationStatus.REHEARSED) : Set.of();
        PurgeOutcome outcome = engine.execute();
        assertThat(outcome.errors()).as(asSeed).isEmpty();
        Map<String, OrganizationOutcome> outcomes =
                engine.outcomes(outcome.run().runId());
        assertThat(outcomes).as(asSeed).hasSize(2);
        Set<OrganizationStatus> allowed = graph.crossed()
                ? Set.of(OrganizationStatus.PURGED, OrganizationStatus.BLOCKED)
                : Set.of(OrganizationStatus.PURGED);
        assertThat(outcomes.values())
                .as(asSeed)
                .allSatisfy(organization ->
                        assertThat(organization.status()).as("%s", organization).isIn(allowed));
        Set<Long> gone = gone(engine, outcome, OrganizationStatus.PURGED);
        if (graph.crossed()) {
            assertThat(gone).as(asSeed).isEqualTo(rehearsed);
        }
        rows.forEach((tag, digests) -> {
            if (gone.contains(tag)) {
                assertThat(digests(graph, tag).values()).as(asSeed).allMatch(digest -> digest.startsWith("0 "));
            } else {
                assertThat(digests(graph, tag)).as(asSeed).isEqualTo(digests);
            }
        });
        Map<String, Long> ledger = new TreeMap<>();
        outcomes.values()
                .forEach(organization ->
                        organization.tables().forEach((table, count) -> ledger.merge(table, count, Long::sum)));
        Map<String, Long> after = counts(graph);
        before.forEach((table, count) ->
                assertThat(ledger.getOrDefault(table, 0L)).as(asSeed).isEqualTo(count - after.getOrDefault(table, 0L)));
    }

    private static Set<Long> gone(Engine engine, PurgeOutcome outcome, OrganizationStatus status) {
        return engine.outcomes(outcome.run().runId()).values().stream()
                .filter(organization -> organization.status() == status)
                .map(organization -> Long.valueOf(organization.id().value()))
                .collect(Collectors.toSet());
    }

    private Map<String, Long> counts(RandomGraph graph) {
        Map<String, Long> counts = new TreeMap<>();
        graph.tables().forEach(table -> counts.put(table, Town.count(database, table)));
        return counts;
    }

    private Map<String, String> digests(RandomGraph graph, long tag) {
        Map<String, String> digests = new TreeMap<>();
        graph.tables()
                .forEach(table -> digests.put(
                        table,
                        database.jdbc()
                                .sql(
                                        "select count(*) || ' ' || md5(coalesce(string_agg(t::text, ',' order by t::text), ''))"
                                                + " from " + table + " t where tag = :tag")
                                .param("tag", tag)
                                .query(String.class)
                                .single()));
        return digests;
    }
}
