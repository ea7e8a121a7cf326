package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.CutLine;
import dev.orgpurge.fixtures.CutLine.Side;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.ledger.EntryKind;
import dev.orgpurge.ledger.OwnSchema;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A run makes N round trips to the server. The connection is cut at each of them in turn, before the server got the request
 * and after it carried it out; what a later night finishes must equal what an undisturbed run leaves behind: rows, totals,
 * certificates, Spring Batch's metadata. All of N with {@code -Dcrash.all=true}; one with
 * {@code -Dcrash.only=AFTER:17}; otherwise {@code -Dcrash.sample=10} of them, with {@code -Dcrash.seed}.
 */
class CrashTableIT {

    private static final int SAMPLE = Integer.getInteger("crash.sample", 10);

    private static final PurgeSettings SETTINGS =
            new PurgeSettings(Engine.guards(1_000), 2, 2_000_000, 100_000, Duration.ofMillis(250), 1);

    /** What is left behind, in a form that does not depend on when or how often something was tried. */
    private record EndState(Map<String, String> others, Map<String, String> certificates, Map<String, Long> rows) {}

    private static TestDatabase village() {
        TestDatabase village = TestServer.newDatabase();
        village.script(Town.SCHEMA + """
                insert into organizations
                select n, 'Org ' || n, case when n % 2 = 0 then 'DEACTIVATED' else 'ACTIVE' end,
                       case when n % 2 = 0 then now() - interval '90 days' end
                  from generate_series(1, 6) n;
                insert into users (org_id, email) select n, 'x' from generate_series(1, 6) n;
                insert into settings (org_id, value) select n, 's' from generate_series(1, 6) n, generate_series(1, 10500);
                insert into flows (org_id, approved_by, name) select org_id, id, 'f' from users;
                insert into executions (flow_id) select id from flows;
                insert into outputs (execution_id, output) select id, 'x' from executions;
                insert into announcements (author, body) select id, 'a' from users;
                analyze;
                """);
        return village;
    }

    private static TestDatabase behind(CutLine line, TestDatabase village) {
        return new TestDatabase(
                line.url(), village.user(), village.password(), village.dataSource(), village.superuser());
    }

    private static Engine.Setup setup() {
        return Town.setup().with(SETTINGS);
    }

    /** Returns the number of round trips. */
    private static long undisturbed(TestDatabase village) throws IOException {
        SliceKinds kinds = new SliceKinds(village);
        try (CutLine line = CutLine.counting(village);
                Engine engine = Engine.on(behind(line, village), setup().with(kinds))) {
            assertThat(engine.execute().exit()).isEqualTo(ExitCode.DONE);
            assertThat(kinds.seen()).as("settings go by blocks").contains("BLOCKS", "KEYS");
            return line.trips();
        }
    }

    /**
     * The program as it was when the line broke, whatever became of it. Some looks are by the clock: a run that is quicker than
     * the one whose round trips were counted is over before the last of them.
     */
    private static String disturbed(TestDatabase village, Trial trial, long trips) throws IOException {
        try (CutLine line = CutLine.at(village, trial.trip(), trial.side())) {
            try (Engine engine = Engine.on(behind(line, village), setup())) {
                return String.valueOf(engine.execute().exit());
            } catch (RuntimeException beforeAnyRun) {
                return beforeAnyRun instanceof Problem problem
                        ? problem.code()
                        : beforeAnyRun.getClass().getSimpleName();
            } finally {
                assertThat(line.wasCut() || trial.trip() > trips - trips / 10)
                        .as("the line was cut at " + trial)
                        .isTrue();
            }
        }
    }

    private static EndState finished(TestDatabase village) {
        try (Engine engine = Engine.on(village, setup())) {
            PurgeOutcome next = engine.execute();
            next.errors().stream().findFirst().ifPresent(problem -> {
                throw new AssertionError("the night after could not finish", problem);
            });
            assertThat(next.exit()).isEqualTo(ExitCode.DONE);
            assertThat(engine.ledger().verify().intact()).isTrue();
            return endState(engine, village);
        }
    }

    private static EndState endState(Engine engine, TestDatabase village) {
        Map<String, String> certificates = new TreeMap<>();
        for (String id : List.of("2", "4", "6")) {
            String json = engine.reports()
                    .certificate(new OrganizationId(id), null)
                    .orElseThrow(() -> new AssertionError("no certificate for " + id))
                    .json();
            certificates.put(id, essence(json));
        }
        nothingIsLeftAtWork(village);
        Map<String, Long> rows = new TreeMap<>();
        for (String table : List.of("organizations", "users", "settings", "flows", "executions", "outputs")) {
            rows.put(table, Town.count(village, table));
        }
        rows.put("our tables", Town.count(village, "pg_class where relnamespace = 'orgpurge'::regnamespace"));
        rows.put("closed", Town.count(village, "orgpurge.ledger_entry where kind = '" + EntryKind.PURGE_CLOSED + "'"));
        rows.put("failed", Town.count(village, "orgpurge.ledger_entry where kind = '" + EntryKind.PURGE_FAILED + "'"));
        return new EndState(Town.others(village), certificates, rows);
    }

    private static void nothingIsLeftAtWork(TestDatabase village) {
        assertThat(Town.count(village, "orgpurge.batch_job_execution where status not in ('COMPLETED', 'FAILED')"))
                .as("job executions that never end")
                .isZero();
        assertThat(Town.count(village, "orgpurge.batch_step_execution where status not in ('COMPLETED', 'FAILED')"))
                .as("step executions that never end")
                .isZero();
        assertThat(Town.count(village, "orgpurge.run where finished_at is null"))
                .isZero();
        assertThat(Town.count(village, "orgpurge.purging")).isZero();
    }

    /** A certificate without times, positions and the number of tries. */
    private static String essence(String json) {
        JsonNode certificate = JsonMapper.shared().readTree(json);
        ObjectNode essence = JsonMapper.shared().createObjectNode();
        essence.set("status", certificate.path("status"));
        essence.set("basis", ((ObjectNode) certificate.path("basis")).remove(List.of("since", "due_since")));
        ObjectNode tables = essence.putObject("tables");
        certificate
                .path("tables")
                .propertyStream()
                .forEach(table -> tables.set(
                        table.getKey(),
                        ((ObjectNode) table.getValue())
                                .without(List.of("chunks", "expected", "late", "first_at", "last_at"))));
        essence.set("detached", certificate.path("detached"));
        return essence.toString();
    }

    @Test
    void a_connection_cut_anywhere_leaves_what_an_undisturbed_run_leaves() throws IOException {
        TestDatabase calm = village();
        prepare(calm);
        long trips = undisturbed(calm);
        EndState expected = finished(calm);
        System.out.println("crash table: " + trips + " round trips");
        for (Trial trial : trials(trips)) {
            TestDatabase village = village();
            prepare(village);
            String exit = disturbed(village, trial, trips);
            System.out.println("crash table: -Dcrash.only=" + trial + " ended with " + exit);
            assertThat(finished(village)).as(trial + " of " + trips).isEqualTo(expected);
        }
    }

    private static void prepare(TestDatabase village) {
        try (Engine engine = Engine.on(village, setup())) {
            engine.bean(OwnSchema.class).ensure();
        }
    }

    private record Trial(long trip, Side side) {

        static Trial parse(String written) {
            String[] parts = written.split(":", 2);
            return new Trial(Long.parseLong(parts[1]), Side.valueOf(parts[0]));
        }

        @Override
        public String toString() {
            return side + ":" + trip;
        }
    }

    private static List<Trial> trials(long trips) {
        String only = System.getProperty("crash.only");
        if (only != null) {
            return List.of(Trial.parse(only));
        }
        if (Boolean.getBoolean("crash.all")) {
            return LongStream.rangeClosed(1, trips)
                    .boxed()
                    .flatMap(trip -> List.of(new Trial(trip, Side.BEFORE), new Trial(trip, Side.AFTER)).stream())
                    .toList();
        }
        long seed = Long.getLong("crash.seed", System.nanoTime());
        System.out.println("crash table: -Dcrash.seed=" + seed);
        return new Random(seed)
                .longs(SAMPLE, 1, trips + 1)
                .boxed()
                .map(trip -> new Trial(trip, (seed + trip) % 2 == 0 ? Side.BEFORE : Side.AFTER))
                .toList();
    }
}
