package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.PackagedProgram;
import dev.orgpurge.fixtures.PackagedProgram.Running;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.http.Client.Answer;
import java.net.URI;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The packaged server is killed, then told to end, in the middle of a deletion that somebody asked for. */
@Timeout(300)
class HttpCrashIT {

    private static final Pattern WHERE = Pattern.compile("Serving (\\S+);");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Where the test can make the deletion of 355 and 356 wait, also for longer than a chunk waits for a lock. */
    private static final String GATE = """
            create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as
            $$ begin perform pg_advisory_xact_lock_shared(4711); return old; end $$;
            create trigger gate before delete on organizations for each row when (old.id in (355, 356))
              execute function wait_at_gate()
            """;

    private final TestDatabase database = ServedApi.newDatabase();
    private final PackagedProgram program = new PackagedProgram(database, ServedApi.FOLDER.resolve("policy.yaml"));

    private final ExecutorService callers = Executors.newCachedThreadPool();

    @AfterEach
    void nobodyAsksAnyMore() {
        callers.shutdownNow();
    }

    @Test
    void an_operation_outlives_the_servers_that_take_it() throws Exception {
        database.script(GATE);
        String key = key();
        String killed;
        try (Gate gate = new Gate(database)) {
            Running first = program.start("serve");
            Client asking = client(first);
            killed = asked(asking, key, 355);
            gate.awaitArrival();
            JsonNode atWork = asking.ask(key, "GET", killed).json();
            assertThat(atWork.at("/status").asString()).isEqualTo("running");
            assertThat(atWork.at("/rows").asLong()).as("all but its own row").isPositive();
            first.kill();
        }
        Running second = program.start("serve");
        Client client = client(second);
        JsonNode done = awaitEnd(client, key, killed);
        assertThat(done.at("/status").asString()).isEqualTo("succeeded");
        assertThat(client.ask(key, "DELETE", "/org/355").header("Location")).isEqualTo(killed);
        assertThat(single("select restarts from orgpurge.run where run_id = '"
                        + done.at("/run_id").asString() + "'"))
                .isEqualTo(1);

        String stopped;
        try (Gate gate = new Gate(database)) {
            CompletableFuture<Answer> waiting = new CompletableFuture<>();
            Thread caller = new Thread(() -> {
                try {
                    waiting.complete(client.ask(key, "DELETE", "/admin/organizations/356", "", "Prefer", "wait=60"));
                } catch (Exception e) {
                    waiting.completeExceptionally(e);
                }
            });
            caller.start();
            gate.awaitArrival();
            second.process().destroy();
            await().atMost(PATIENCE).until(() -> Files.readString(second.err()).contains("stopping"));
            gate.open();
            Answer answer = waiting.get();
            stopped = answer.header("Location");
            assertThat(answer.status())
                    .as("gone just in time, or gone on with later")
                    .isIn(202, 204);
        }
        assertThat(second.await().exit()).isIn(8, 128 + 15);

        Running third = program.start("serve");
        assertThat(awaitEnd(client(third), key, stopped).at("/status").asString())
                .isEqualTo("succeeded");
        third.process().destroy();
        assertThat(third.await().exit()).as("a signal without a run").isEqualTo(128 + 15);
        assertThat(single("select count(*) from organizations where id in (355, 356)"))
                .isZero();
    }

    @Test
    void two_servers_share_a_queue_and_one_finishes_what_the_other_left() throws Exception {
        database.script(GATE);
        String key = key();
        Running one = program.start("serve");
        Running other = program.start("serve");
        List<Client> servers = List.of(client(one), client(other));

        List<CompletableFuture<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Client server = servers.get(i % 2);
            // everybody is asked for by four callers, at both servers
            int id = 1 + i / 4;
            answers.add(CompletableFuture.supplyAsync(() -> deletion(server, key, id), callers));
        }
        Set<String> operations = new HashSet<>();
        for (CompletableFuture<Answer> answer : answers) {
            assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(204);
            operations.add(answer.get().header("Location"));
        }
        assertThat(operations).hasSize(10);
        assertThat(single("select count(*) from orgpurge.ledger_entry where kind = 'PURGE_CLOSED'"))
                .isEqualTo(10);

        CompletableFuture<Answer> waiting;
        try (Gate gate = new Gate(database)) {
            String begun = asked(servers.get(0), key, 355);
            gate.awaitArrival();
            waiting = CompletableFuture.supplyAsync(() -> deletion(servers.get(1), key, 355), callers);
            assertThat(servers.get(1)
                            .ask(key, "GET", begun)
                            .json()
                            .at("/status")
                            .asString())
                    .isEqualTo("running");
            one.kill();
        }
        assertThat(waiting.get().status()).as(waiting.get().body()).isEqualTo(204);
        assertThat(single("select count(*) from orgpurge.ledger_entry where kind = 'PURGE_CLOSED'"))
                .isEqualTo(11);
        assertThat(single("select count(*) from orgpurge.operation where organization = '355'"))
                .isEqualTo(1);
        other.process().destroy();
        assertThat(other.await().exit()).isEqualTo(128 + 15);
        assertThat(Cli.run(database, "verify").exit()).isZero();
    }

    private static Answer deletion(Client server, String key, int id) {
        try {
            return server.ask(key, "DELETE", "/admin/organizations/" + id, "", "Prefer", "wait=60");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String key() {
        String created = Cli.run(
                        database,
                        "api-key-create",
                        "--role",
                        "admin",
                        "--every-organization",
                        "--output",
                        "json",
                        "--spring.config.additional-location=" + ServedApi.FOLDER.resolve("policy.yaml"))
                .out();
        return JsonMapper.shared().readTree(created).at("/key").asString();
    }

    private static String asked(Client client, String key, int id) throws Exception {
        Answer accepted = client.ask(key, "DELETE", "/org/" + id, "", "Prefer", "respond-async");
        assertThat(accepted.status()).as(accepted.body()).isEqualTo(202);
        return accepted.header("Location");
    }

    private static Client client(Running running) throws Exception {
        await().atMost(PATIENCE)
                .until(() -> WHERE.matcher(Files.readString(running.err())).find());
        Matcher where = WHERE.matcher(Files.readString(running.err()));
        assertThat(where.find()).isTrue();
        return new Client(URI.create(where.group(1)));
    }

    private static JsonNode awaitEnd(Client client, String key, String location) {
        return await().atMost(PATIENCE)
                .until(
                        () -> client.ask(key, "GET", location).json(),
                        operation -> !operation.at("/finished_at").isNull());
    }

    private long single(String question) {
        return database.jdbc().sql(question).query(Long.class).single();
    }

    /** As long as it is shut, what is to go waits in front of it. */
    private static final class Gate implements AutoCloseable {

        private final TestDatabase database;
        private final Connection keeper;

        Gate(TestDatabase database) throws SQLException {
            this.database = database;
            this.keeper = database.dataSource().getConnection();
            try (Statement statement = keeper.createStatement()) {
                statement.execute("select pg_advisory_lock(4711)");
            }
        }

        void awaitArrival() {
            await().atMost(PATIENCE)
                    .until(() -> database.jdbc()
                                    .sql("select count(*) from pg_locks where locktype = 'advisory' and objid = 4711"
                                            + " and not granted")
                                    .query(Long.class)
                                    .single()
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
