package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.OrgPurgeApplication;
import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.PackagedProgram;
import dev.orgpurge.fixtures.PackagedProgram.Running;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.http.Client.Answer;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server and nights in the same database: what is asked for over HTTP has its turn between two batches of a night. */
@Timeout(300)
@Waives(
        value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK},
        because = "the server goes on between the tests")
class InterludeIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /**
     * Each organization waits at a gate of its own before it goes, if somebody has shut it: for as long as that, and not only
     * for as long as a chunk waits for a lock.
     */
    private static final String GATES = """
            create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as
            $$ begin perform pg_advisory_xact_lock_shared(4711000 + old.id); return old; end $$;
            create trigger gate before delete on organizations for each row execute function wait_at_gate()
            """;

    private static final TestDatabase DATABASE = ServedApi.newDatabase();
    private static final ExecutorService CALLERS = Executors.newCachedThreadPool();

    private static ServedApi api;
    private static Client client;
    private static String admin = "";

    @TempDir
    private Path folder;

    @BeforeAll
    static void serve() throws Exception {
        DATABASE.script(GATES);
        api = ServedApi.start(DATABASE);
        client = new Client(api.url());
        admin = api.key("--role", "admin", "--every-organization");
    }

    @AfterAll
    static void end() {
        CALLERS.shutdownNow();
        api.close();
    }

    @Test
    void requests_go_between_two_batches_of_a_night_together_and_are_answered_before_it_goes_on() throws Exception {
        dueLongest(1, 2, 3, 4);
        try (Gate first = new Gate(1);
                Gate second = new Gate(2)) {
            CompletableFuture<Ended> night = night("--max-organizations", "4");
            first.awaitArrival();
            CompletableFuture<Answer> late = deletion("/admin/organizations/4");
            CompletableFuture<Answer> other = deletion("/admin/organizations/50");
            CompletableFuture<Answer> held = deletion("/admin/organizations/60");
            CompletableFuture<Answer> unforced = deletion("/org/51");
            CompletableFuture<Answer> orphan = deletion("/admin/organizations/58");
            awaitLocked(4, 50, 51, 58, 60);
            DATABASE.script("update orgpurge.operation set state = 'TAKEN', request_id = 'api-of-the-dead'"
                    + " where organization = '58'");
            assertThat(client.ask(admin, "DELETE", "/org/61?dry_run=true").status())
                    .as("a rehearsal waits for nobody")
                    .isEqualTo(200);
            assertThat(single("select request_id from orgpurge.operation where organization = '58'"))
                    .as("what another process has taken is left alone while the lock is held")
                    .isEqualTo("api-of-the-dead");
            CompletableFuture<Answer> hold = hold(60);
            first.open();

            assertThat(hold.get().status()).isEqualTo(201);
            assertThat(List.of(status(late), status(other), status(orphan))).containsOnly(204);
            assertThat(held.get().status()).isEqualTo(409);
            assertThat(held.get().body()).contains("LEGAL_HOLD");
            assertThat(status(unforced)).isEqualTo(200);
            assertThat(night).as("its second batch is at the gate").isNotDone();
            second.open();

            Ended ended = night.get();
            assertThat(ended.exit()).as(ended.err()).isZero();
            assertThat(ended.json().at("/status").asString()).isEqualTo("complete");
            assertThat(ended.json().at("/rows").asInt()).isEqualTo(3 * 4);
            assertThat(ended.json()
                            .at("/organizations")
                            .valueStream()
                            .map(one -> one.at("/org_id").asString() + " "
                                    + one.at("/status").asString())
                            .limit(4))
                    .containsExactly("1 purged", "2 purged", "3 purged", "4 blocked");
            Runs runs = new Runs(ended.run());
            assertThat(ended.json().at("/organizations/3/reasons/0/detail").asString())
                    .isEqualTo("run " + runs.of(4) + " purged it meanwhile; the certificate is there");
            assertThat(runs.of(4)).isEqualTo(runs.of(50)).isEqualTo(runs.of(58)).isNotEqualTo(runs.of(51));
            assertThat(single("select restarts::text from orgpurge.run where run_id = '" + ended.run() + "'"))
                    .as("it was never left")
                    .isEqualTo("0");
        }
        assertThat(number("select max(position) from orgpurge.ledger_entry where kind = 'PURGE_CLOSED'"
                        + " and organization in ('4', '50', '51', '58')"))
                .isGreaterThan(position("PURGE_CLOSED", 1))
                .isLessThan(position("PURGE_OPENED", 2));
        for (int id : List.of(1, 2, 3, 4, 50, 51, 58)) {
            certified(id);
        }
        assertThat(api.command("verify").at("/status").asString()).isEqualTo("intact");
    }

    /** Runs that a night's organization went in. */
    private record Runs(String night) {

        String of(int id) {
            String run = single("select run_id::text from orgpurge.operation where organization = '" + id + "'");
            assertThat(run).isNotEqualTo(night);
            assertThat(number(
                            "select count(*) from orgpurge.ledger_entry t join orgpurge.operation o on o.organization = '"
                                    + id
                                    + "' and jsonb_exists(t.body::jsonb -> 'facts' -> 'operations', o.operation_id::text)"
                                    + " where t.kind = 'OPERATIONS_TAKEN'"))
                    .as("nobody else tried meanwhile")
                    .isEqualTo(1);
            assertThat(number("select count(*) from orgpurge.ledger_entry t join orgpurge.run r on r.run_id = '" + run
                            + "' and t.body::jsonb -> 'facts' ->> 'request_id' = r.request_id"
                            + " where t.kind = 'OPERATIONS_TAKEN'"
                            + " and t.body::jsonb -> 'facts' ->> 'between_batches_of' = '" + night + "'"))
                    .isEqualTo(1);
            return run;
        }
    }

    @Test
    void a_night_that_is_stopped_meanwhile_begins_nothing_more_and_the_server_goes_on() throws Exception {
        dueLongest(11, 12);
        try (Gate first = new Gate(11);
                Gate between = new Gate(52)) {
            CompletableFuture<Ended> night = night("--max-organizations", "2");
            first.awaitArrival();
            CompletableFuture<Answer> forced = deletion("/admin/organizations/52");
            awaitLocked(52);
            CompletableFuture<Answer> unforced = deletion("/org/53");
            awaitLocked(53);
            first.open();
            between.awaitArrival();
            String run =
                    single("select run_id::text from orgpurge.run where status = 'RUNNING' and organization is null");
            CompletableFuture<JsonNode> stop =
                    CompletableFuture.supplyAsync(() -> api.command("stop", "--run-id", run), CALLERS);
            await().atMost(PATIENCE)
                    .until(() ->
                            number("select count(*) from orgpurge.stop_request where run_id = '" + run + "'") == 1);
            between.open();

            Ended ended = night.get();
            assertThat(ended.exit()).as(ended.err()).isEqualTo(8);
            assertThat(ended.run()).isEqualTo(run);
            assertThat(ended.json().at("/status").asString()).isEqualTo("stopped");
            stop.get();
            assertThat(status(forced)).isEqualTo(204);
            assertThat(status(unforced)).isEqualTo(200);
            assertThat(number("select count(*) from orgpurge.ledger_entry where kind = 'OPERATIONS_TAKEN'"
                            + " and body::jsonb -> 'facts' ->> 'between_batches_of' = '" + run + "'"))
                    .as("the second request was the server's")
                    .isEqualTo(1);
        }
        assertThat(exists(12)).isTrue();
        assertThat(night("--max-organizations", "1").get().exit()).isZero();
        assertThat(exists(12)).isFalse();
    }

    @Test
    void the_kill_switch_stops_both() throws Exception {
        dueLongest(21, 22);
        Path killSwitch = folder.resolve("stop");
        try (Gate first = new Gate(21);
                Gate between = new Gate(54)) {
            CompletableFuture<Ended> night =
                    night("--max-organizations", "2", "--orgpurge.kill-switch.file=" + killSwitch);
            first.awaitArrival();
            CompletableFuture<Answer> waiting = deletion("/admin/organizations/54");
            awaitLocked(54);
            first.open();
            between.awaitArrival();
            Files.createFile(killSwitch);
            between.open();

            Ended ended = night.get();
            assertThat(ended.exit()).as(ended.err()).isEqualTo(8);
            assertThat(ended.json().at("/errors/0/detail").asString()).contains("kill switch");
            assertThat(exists(22)).isTrue();
            Answer answer = waiting.get();
            assertThat(answer.status()).as(answer.body()).isIn(204, 409);
        }
        assertThat(client.ask(admin, "DELETE", "/admin/organizations/54", "", "Prefer", "wait=60")
                        .status())
                .isEqualTo(204);
        assertThat(night("--max-organizations", "1").get().exit()).isZero();
        assertThat(exists(22)).isFalse();
    }

    @Test
    void what_a_killed_night_was_at_is_gone_on_with_and_a_night_that_is_resumed_lets_others_in_too() throws Exception {
        dueLongest(31, 32, 33);
        PackagedProgram program = new PackagedProgram(DATABASE, ServedApi.FOLDER.resolve("policy.yaml"));
        String location;
        String run;
        try (Gate first = new Gate(31);
                Gate between = new Gate(55)) {
            List<String> words = new ArrayList<>(List.of("purge-due", "--execute", "--max-organizations", "3"));
            words.addAll(ONE_BY_ONE);
            Running night = program.start(words.toArray(String[]::new));
            first.awaitArrival();
            location = client.ask(admin, "DELETE", "/admin/organizations/55", "", "Prefer", "respond-async")
                    .header("Location");
            awaitLocked(55);
            first.open();
            between.awaitArrival();
            run = single("select run_id::text from orgpurge.run where status = 'RUNNING' and organization is null");
            night.kill();
        }
        JsonNode done = await().atMost(PATIENCE)
                .until(
                        () -> client.ask(admin, "GET", location).json(),
                        operation -> !operation.at("/finished_at").isNull());
        assertThat(done.at("/status").asString()).isEqualTo("succeeded");
        assertThat(single("select restarts::text from orgpurge.run where run_id = '"
                        + done.at("/run_id").asString() + "'"))
                .isEqualTo("1");
        certified(55);
        assertThat(single("select status from orgpurge.run where run_id = '" + run + "'"))
                .isEqualTo("INTERRUPTED");
        assertThat(exists(32)).isTrue();

        dueLongest(34);
        try (Gate second = new Gate(32);
                Gate third = new Gate(33)) {
            CompletableFuture<Ended> night = night("--max-organizations", "1");
            second.awaitArrival();
            CompletableFuture<Answer> waiting = deletion("/admin/organizations/56");
            awaitLocked(56);
            second.open();
            assertThat(status(waiting)).isEqualTo(204);
            assertThat(night).isNotDone();
            third.open();
            assertThat(night.get().exit()).isZero();
            assertThat(night.get().json().at("/resumed/0/run_id").asString()).isEqualTo(run);
            assertThat(night.get().json().at("/resumed/0/status").asString()).isEqualTo("complete");
        }
        assertThat(IntStream.of(32, 33, 34).noneMatch(InterludeIT::exists)).isTrue();
    }

    @Test
    void a_night_that_is_told_to_end_leaves_the_rest_of_the_queue_to_the_server() throws Exception {
        dueLongest(43, 44);
        PackagedProgram program = new PackagedProgram(DATABASE, ServedApi.FOLDER.resolve("policy.yaml"));
        try (Gate first = new Gate(43);
                Gate between = new Gate(62)) {
            List<String> words = new ArrayList<>(List.of("purge-due", "--execute", "--max-organizations", "2"));
            words.addAll(ONE_BY_ONE);
            Running night = program.start(words.toArray(String[]::new));
            first.awaitArrival();
            CompletableFuture<Answer> forced = deletion("/admin/organizations/62");
            awaitLocked(62);
            CompletableFuture<Answer> unforced = deletion("/org/63");
            awaitLocked(63);
            first.open();
            between.awaitArrival();
            night.process().destroy();
            await().atMost(PATIENCE).until(() -> Files.readString(night.err()).contains("stopping"));
            between.open();

            assertThat(night.await().exit()).as(night.await().err()).isEqualTo(8);
            assertThat(status(forced)).isEqualTo(204);
            assertThat(status(unforced)).isEqualTo(200);
        }
        assertThat(exists(44)).isTrue();
        assertThat(night("--max-organizations", "1").get().exit()).isZero();
        assertThat(exists(44)).isFalse();
        certified(62);
        certified(63);
    }

    @Test
    void a_night_that_meets_a_run_of_the_server_waits_for_it_as_long_as_it_may() throws Exception {
        dueLongest(41);
        try (Gate gate = new Gate(57)) {
            CompletableFuture<Answer> waiting = deletion("/admin/organizations/57");
            gate.awaitArrival();
            assertThat(night("--max-organizations", "1", "--orgpurge.pace.lock-patience=1s")
                            .get()
                            .exit())
                    .isEqualTo(6);
            CompletableFuture<Ended> patient = night("--max-organizations", "1", "--orgpurge.pace.lock-patience=2m");
            await().atMost(PATIENCE)
                    .until(() -> number("select count(*) from pg_locks where locktype = 'advisory' and not granted"
                                    + " and objid <> 4711057")
                            == 1);
            gate.open();
            assertThat(status(waiting)).isEqualTo(204);
            assertThat(patient.get().exit()).as(patient.get().err()).isZero();
        }
        assertThat(exists(41)).isFalse();
    }

    /** One organization in a batch. */
    private static final List<String> ONE_BY_ONE =
            List.of("--orgpurge.batch.max-organizations=1", "--orgpurge.guards.max-share=100%");

    /** How a night ended. */
    private record Ended(int exit, String out, String err) {

        JsonNode json() {
            return JsonMapper.shared().readTree(out);
        }

        String run() {
            return json().at("/run_id").asString();
        }
    }

    private static CompletableFuture<Ended> night(String... more) {
        List<String> words = new ArrayList<>(List.of("purge-due", "--execute", "--output", "json"));
        words.addAll(List.of(more));
        words.addAll(ONE_BY_ONE);
        words.addAll(List.of(
                "--spring.config.additional-location=" + ServedApi.FOLDER.resolve("policy.yaml"),
                "--spring.datasource.url=" + DATABASE.url(),
                "--spring.datasource.username=" + DATABASE.user(),
                "--spring.datasource.password=" + DATABASE.password()));
        return CompletableFuture.supplyAsync(
                () -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    ByteArrayOutputStream err = new ByteArrayOutputStream();
                    int exit = OrgPurgeApplication.run(
                            words.toArray(String[]::new),
                            new PrintStream(out, true, StandardCharsets.UTF_8),
                            new PrintStream(err, true, StandardCharsets.UTF_8),
                            InputStream.nullInputStream());
                    return new Ended(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
                },
                CALLERS);
    }

    private static CompletableFuture<Answer> deletion(String path) {
        return asked("DELETE", path, "");
    }

    private static CompletableFuture<Answer> asked(String method, String path, String body) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.ask(admin, method, path, body, "Prefer", "wait=60");
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                CALLERS);
    }

    private static int status(CompletableFuture<Answer> answer) throws Exception {
        assertThat(answer.get(90, TimeUnit.SECONDS).body()).doesNotContain("detail");
        return answer.get().status();
    }

    /** In this order. */
    private static void dueLongest(int... ids) {
        for (int i = 0; i < ids.length; i++) {
            DATABASE.script("update organizations set deactivated_at = now() - interval '1000 days' + interval '" + i
                    + " days' where id = " + ids[i]);
        }
    }

    /** It stands when this returns; the answer comes when the chunk at work has ended. */
    private static CompletableFuture<Answer> hold(int id) {
        CompletableFuture<Answer> answer =
                asked("POST", "/admin/organizations/" + id + "/holds", "{\"matter\": \"Doe\", \"reason\": \"court\"}");
        await().atMost(PATIENCE)
                .until(() -> number("select count(*) from orgpurge.legal_hold where organization = '" + id + "'") == 1);
        return answer;
    }

    private static void awaitLocked(int... ids) {
        for (int id : ids) {
            await().atMost(PATIENCE)
                    .until(() -> number("select count(*) from orgpurge.operation where state = 'QUEUED'"
                                    + " and waiting = 'RUN_LOCKED' and organization = '" + id + "'")
                            == 1);
        }
    }

    private void certified(int id) throws Exception {
        Path file = Files.writeString(
                folder.resolve(id + ".json"),
                api.command("certificate", "--org-id", String.valueOf(id)).toString());
        assertThat(api.command("verify", "--certificate", file.toString())
                        .at("/status")
                        .asString())
                .as("certificate of " + id)
                .isIn("intact", "unsigned");
    }

    private static long position(String kind, int id) {
        return number("select max(position) from orgpurge.ledger_entry where kind = '" + kind + "' and organization = '"
                + id + "'");
    }

    private static boolean exists(int id) {
        return number("select count(*) from organizations where id = " + id) == 1;
    }

    private static long number(String question) {
        return DATABASE.jdbc().sql(question).query(Long.class).single();
    }

    private static String single(String question) {
        return DATABASE.jdbc().sql(question).query(String.class).single();
    }

    /** As long as it is shut, the organization waits in front of it. */
    private static final class Gate implements AutoCloseable {

        private final long key;
        private final Connection keeper;

        Gate(int organization) throws SQLException {
            this.key = 4711000L + organization;
            this.keeper = DATABASE.dataSource().getConnection();
            try (Statement statement = keeper.createStatement()) {
                statement.execute("select pg_advisory_lock(" + key + ")");
            }
        }

        void awaitArrival() {
            await().atMost(PATIENCE)
                    .until(() -> number("select count(*) from pg_locks where locktype = 'advisory' and objid = " + key
                                    + " and not granted")
                            == 1);
        }

        void open() throws SQLException {
            keeper.close();
        }

        @Override
        public void close() throws SQLException {
            open();
        }
    }
}
