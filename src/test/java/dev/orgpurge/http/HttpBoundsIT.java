package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.http.Client.Answer;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One server with little patience: for clients that never end, for locks of others, and for what no server should answer. */
@Timeout(300)
@Waives(
        value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK},
        because = "the server goes on between the tests")
class HttpBoundsIT {

    /** The run lock's key, as RunLock has it. */
    private static final long RUN_LOCK = 0x6f72677075726765L;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final TestDatabase DATABASE = ServedApi.newDatabase();

    private static ServedApi api;
    private static Client client;
    private static String admin = "";

    @BeforeAll
    static void serve() throws Exception {
        api = ServedApi.start(
                DATABASE,
                "--orgpurge.http.timeout=2s",
                "--orgpurge.http.statement-timeout=1s",
                "--orgpurge.http.patience=2s",
                "--orgpurge.http.max-patience=2s");
        client = new Client(api.url());
        admin = api.key("--role", "admin", "--every-organization");
    }

    @AfterAll
    static void end() {
        api.close();
    }

    /** Who was answered before the end is not waited for any more, but the next test begins after it. */
    @AfterEach
    void awaitTheQueue() {
        await().atMost(Duration.ofMinutes(2))
                .until(() -> DATABASE.jdbc()
                                .sql("select count(*) from orgpurge.operation where state <> 'DONE'")
                                .query(Long.class)
                                .single()
                        == 0);
    }

    private static void othersAreServed() throws Exception {
        assertThat(client.ask("", "GET", "/livez").status()).isEqualTo(200);
        assertThat(client.ask(admin, "GET", "/admin/organizations/301").status())
                .isEqualTo(200);
        assertThat(client.ask(admin, "DELETE", "/org/301", "{\"force\": \"False\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void who_never_ends_his_headers_is_shown_out_and_locks_nobody_out() throws Exception {
        try (Drip drip = new Drip(api.url())) {
            List<Socket> slow = drip.begin(1_100, "GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ");
            othersAreServed();
            for (Socket one : slow) {
                assertThat(Drip.told(one)).isEmpty();
            }
            othersAreServed();
        }
    }

    @Test
    void who_never_ends_his_body_is_shown_out_and_holds_no_thread_for_long() throws Exception {
        String length = "\r\nHost: x\r\nContent-Length: 1000\r\nx-APIKey: " + admin + "\r\n\r\n";
        String chunks = "\r\nHost: x\r\nTransfer-Encoding: chunked\r\nx-APIKey: " + admin + "\r\n\r\n3e8\r\n";
        try (Drip drip = new Drip(api.url())) {
            List<Socket> slow = new ArrayList<>();
            slow.addAll(drip.begin(30, "GET /admin/organizations/301 HTTP/1.1" + length));
            slow.addAll(drip.begin(10, "DELETE /org/301 HTTP/1.1" + chunks));
            slow.addAll(drip.begin(10, "GET /livez HTTP/1.1" + length));
            slow.addAll(drip.begin(10, "GET /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"));
            othersAreServed();
            for (int i = 0; i < slow.size(); i++) {
                String told = Drip.told(slow.get(i));
                assertThat(told)
                        .startsWith("HTTP/1.1 408")
                        .containsIgnoringCase("Connection: close")
                        .contains("REQUEST_TIMEOUT")
                        .doesNotContain("omcat");
                assertThat(told.contains("{\"errors\"")).as(told).isEqualTo(i >= 30 && i < 40);
            }
            othersAreServed();
        }
    }

    @Test
    void what_nobody_reads_is_not_waited_for() throws Exception {
        String options = "OPTIONS * HTTP/1.1\r\nHost: x\r\n";
        try (Drip drip = new Drip(api.url())) {
            List<Socket> slow = new ArrayList<>();
            slow.addAll(drip.begin(30, options + "Content-Length: 1000\r\n\r\n"));
            slow.addAll(drip.begin(30, options + "Transfer-Encoding: chunked\r\n\r\n3e8;a="));
            slow.addAll(drip.begin(1, "GET /org/[42] HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n"));
            othersAreServed();
            for (Socket one : slow) {
                Drip.told(one);
            }
        }
    }

    @Test
    void a_lock_of_others_is_not_waited_for_and_the_engine_does_wait() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(60);
        try (Connection other = DATABASE.dataSource().getConnection();
                Statement statement = other.createStatement();
                Connection night = DATABASE.dataSource().getConnection();
                Statement running = night.createStatement()) {
            running.execute("select pg_advisory_lock(" + RUN_LOCK + ")");
            Answer queued = client.ask(admin, "DELETE", "/org/302?force=true", "", "Prefer", "respond-async");
            assertThat(queued.status()).isEqualTo(202);
            other.setAutoCommit(false);
            statement.execute("lock table users in access exclusive mode");
            List<Future<Answer>> busy = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                busy.add(callers.submit(asking("GET", "/admin/organizations/303")));
                busy.add(callers.submit(asking("DELETE", "/org/303")));
            }
            for (Future<Answer> one : busy) {
                assertThat(one.get().status()).as(one.get().body()).isEqualTo(503);
                assertThat(one.get().body()).contains("DATABASE_BUSY").doesNotContain("timeout");
                assertThat(one.get().header("Retry-After")).isEqualTo("5");
            }
            assertThat(client.ask("", "GET", "/readyz").status())
                    .as("it answers")
                    .isEqualTo(200);

            running.execute("select pg_advisory_unlock(" + RUN_LOCK + ")");
            await().atMost(PATIENCE).until(HttpBoundsIT::theEngineHasWaitedForLonger);
            other.rollback();
            await().atMost(PATIENCE)
                    .until(() -> client.ask(admin, "GET", queued.header("Location"))
                            .json()
                            .at("/status")
                            .asString()
                            .equals("succeeded"));
        } finally {
            callers.shutdownNow();
        }
        assertThat(client.ask(admin, "GET", "/admin/organizations/303").status())
                .isEqualTo(200);
    }

    private static Callable<Answer> asking(String method, String path) {
        return () -> client.ask(admin, method, path, "", "Prefer", "wait=1");
    }

    private static boolean theEngineHasWaitedForLonger() {
        return DATABASE.jdbc()
                .sql("select exists (select from pg_stat_activity where wait_event_type = 'Lock'"
                        + " and datname = current_database() and clock_timestamp() - query_start > interval '1500 ms')")
                .query(Boolean.class)
                .single();
    }

    @Test
    void a_wait_is_one_beside_respond_async_and_never_longer_than_the_longest() throws Exception {
        try (Connection night = DATABASE.dataSource().getConnection();
                Statement statement = night.createStatement()) {
            statement.execute("select pg_advisory_lock(" + RUN_LOCK + ")");
            for (String[] said : new String[][] {
                {"respond-async, wait=1", "wait=1"},
                {"wait=1; respond-async", "wait=1"},
                {"respond-async", "wait=0"},
                {"wait=99999999999999999999999", "wait=2"},
                {"wait=0000000000001", "wait=1"},
            }) {
                Answer answer = client.ask(admin, "DELETE", "/org/304?force=true", "", "Prefer", said[0]);
                assertThat(answer.status()).as(said[0]).isEqualTo(202);
                assertThat(answer.header("Preference-Applied")).as(said[0]).isEqualTo(said[1]);
            }
        }
    }

    @Test
    void more_patience_than_the_most_is_one_sentence() {
        Cli.Result refused = Cli.run(
                DATABASE,
                "serve",
                "--spring.config.additional-location=" + ServedApi.FOLDER.resolve("policy.yaml"),
                "--orgpurge.http.patience=10s",
                "--orgpurge.http.max-patience=5s");
        assertThat(refused.exit()).isEqualTo(2);
        // the other server in this process may log while logging is set up anew
        assertThat(refused.err().lines().filter(line -> !line.contains("No appenders present")))
                .hasSize(1)
                .first()
                .asString()
                .contains("orgpurge.http.patience", "orgpurge.http.max-patience");
    }

    @Test
    void what_tomcat_itself_refuses_has_the_form_of_the_api_that_was_asked() throws Exception {
        String header = "X-Long: " + "x".repeat(9_000) + "\r\n";
        for (String target : List.of("/org/[42]", "/org/a%2fb", "//org/42", "/org/42?force=[", "/%6frg/a%2fb")) {
            assertThat(told("DELETE " + target, ""))
                    .as(target)
                    .startsWith("HTTP/1.1 400")
                    .contains("{\"errors\":{\"json\":");
        }
        assertThat(told("DELETE /org/42", header)).startsWith("HTTP/1.1 400").contains("{\"errors\":{\"json\":");
        assertThat(told("DELETE /%6frg/4711", "")).startsWith("HTTP/1.1 404").contains("{\"errors\":{\"json\":\"Res");
        assertThat(told("DELETE /admin/organizations/a%2fb", ""))
                .startsWith("HTTP/1.1 400")
                .contains("{\"detail\":");
        assertThat(told("GET /livez", header)).startsWith("HTTP/1.1 400").contains("{\"detail\":\"bad request\"");
        assertThat(told("DELETE /org/42", "Transfer-Encoding: gzip\r\n"))
                .startsWith("HTTP/1.1 501")
                .contains("{\"errors\":{\"json\":", "\"NOT_IMPLEMENTED\"");
        assertThat(told("CONNECT x:80", "")).startsWith("HTTP/1.1 501").contains("\"NOT_IMPLEMENTED\"");
    }

    /** Written as it is: no client of ours would. */
    private static String told(String asked, String more) throws IOException {
        try (Socket socket = new Socket(api.url().getHost(), api.url().getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write((asked + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-APIKey: " + admin + "\r\n" + more
                                    + "\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            return Drip.told(socket);
        }
    }
}
