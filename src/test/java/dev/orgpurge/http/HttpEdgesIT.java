package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Certificates;
import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.CutLine;
import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.http.Client.Answer;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One server that is configured otherwise: TLS, a page that may call, few requests, and a line to its database that breaks. */
@Timeout(300)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@Waives(
        value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK},
        because = "the server goes on between the tests")
class HttpEdgesIT {

    /** The run lock's key, as RunLock has it. */
    private static final long RUN_LOCK = 0x6f72677075726765L;

    private static final int REQUESTS_PER_MINUTE = 30;
    private static final String PAGE = "https://backoffice.example";
    private static final String BUNDLE = "--spring.ssl.bundle.pem.api.keystore.";
    private static final TestDatabase DATABASE = ServedApi.newDatabase();

    @TempDir
    static Path folder;

    private static CutLine line;
    private static ServedApi api;
    private static Client client;
    private static SSLContext trusting;

    @BeforeAll
    static void serve() throws Exception {
        Certificates certificates = new Certificates(folder);
        trusting = trusting(certificates.authority("ours"));
        Path certificate = certificates.signed("server", "ours", "ip:127.0.0.1");
        line = CutLine.counting(DATABASE);
        api = ServedApi.start(
                DATABASE.at(line.url()),
                "--orgpurge.http.ssl-bundle=api",
                BUNDLE + "certificate=" + certificate,
                BUNDLE + "private-key=" + folder.resolve("server.key"),
                "--orgpurge.http.allowed-origins[0]=" + PAGE,
                "--orgpurge.http.requests-per-minute=" + REQUESTS_PER_MINUTE,
                "--spring.datasource.hikari.connection-timeout=3000");
        client = new Client(api.url(), trusting);
    }

    @AfterAll
    static void end() throws Exception {
        api.close();
        line.close();
    }

    private static SSLContext trusting(Path authority) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(authority)) {
            store.setCertificateEntry("ours", (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static String key() {
        return api.key("--role", "admin", "--every-organization");
    }

    @Test
    @Order(1)
    void a_bundle_makes_it_https_and_nothing_else() throws Exception {
        assertThat(api.url().getScheme()).isEqualTo("https");
        assertThat(client.ask("", "GET", "/readyz").status()).isEqualTo(200);
        assertThat(client.ask(key(), "DELETE", "/org/301?dry_run=true").status())
                .isEqualTo(400);
        try (Socket plain = new Socket(api.url().getHost(), api.url().getPort())) {
            plain.setSoTimeout(30_000);
            plain.getOutputStream()
                    .write("GET /livez HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(said(plain)).doesNotContain("200", "up", "Tomcat");
        }
        assertThatThrownBy(() -> new Client(api.url(), SSLContext.getDefault()))
                .as("nobody vouches for it elsewhere")
                .isInstanceOf(SSLHandshakeException.class);
    }

    @Test
    @Order(1)
    void who_never_ends_his_handshake_is_shown_out() throws Exception {
        try (Drip drip = new Drip(api.url())) {
            // a record of 16 kB, of which a byte comes now and then
            Socket slow = drip.begin(1, "\u0016\u0003\u0001?\u00ff").get(0);
            assertThat(Drip.told(slow)).doesNotContain("HTTP");
        }
    }

    private static String said(Socket socket) throws Exception {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException hungUp) {
            return "";
        }
    }

    @Test
    @Order(2)
    void a_bundle_that_is_not_there_or_not_whole_is_one_sentence() throws Exception {
        for (List<String> words : List.of(
                List.of("--orgpurge.http.ssl-bundle=nobodys"),
                List.of("--orgpurge.http.ssl-bundle=api", BUNDLE + "certificate=" + folder.resolve("none.crt")))) {
            Cli.Result refused = Cli.run(
                    DATABASE,
                    "serve",
                    "--spring.config.additional-location=" + ServedApi.FOLDER.resolve("policy.yaml"),
                    words.get(0),
                    words.get(words.size() - 1));
            assertThat(refused.exit()).as(refused.err()).isEqualTo(2);
            assertThat(refused.err().lines()).hasSize(1).first().asString().contains("ssl");
        }
    }

    @Test
    @Order(3)
    void the_page_that_is_named_may_call_and_no_other() throws Exception {
        String[] asks = {"Origin", PAGE, "Access-Control-Request-Method", "DELETE"};
        Answer preflight = client.send("", "OPTIONS", "/org/301", "", asks);
        assertThat(preflight.header("Access-Control-Allow-Origin")).isEqualTo(PAGE);
        assertThat(preflight.header("Access-Control-Allow-Methods")).contains("DELETE");
        assertThat(preflight.header("Access-Control-Allow-Credentials")).isEmpty();
        Answer denied = client.send("", "DELETE", "/org/301", "", "Origin", PAGE);
        assertThat(denied.status()).isEqualTo(401);
        assertThat(denied.header("Access-Control-Allow-Origin"))
                .as("or the page could not read why")
                .isEqualTo(PAGE);
        asks[1] = "https://elsewhere.example";
        assertThat(client.send("", "OPTIONS", "/org/301", "", asks).status()).isEqualTo(403);
        Answer elsewhere = client.send(key(), "DELETE", "/org/304", "", "Origin", asks[1]);
        assertThat(elsewhere.status()).isEqualTo(403);
        assertThat(elsewhere.header("Access-Control-Allow-Origin")).isEmpty();
        assertThat(exists(304)).isTrue();
    }

    private static boolean exists(int id) {
        return DATABASE.jdbc()
                .sql("select exists (select from organizations where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    @Test
    @Order(4)
    void a_key_that_asks_too_often_waits_and_no_other_key_does() throws Exception {
        String eager = key();
        Answer answer = client.ask(eager, "GET", "/admin/organizations/301");
        int asked = 1;
        while (answer.status() == 200 && asked < 10 * REQUESTS_PER_MINUTE) {
            answer = client.ask(eager, "GET", "/admin/organizations/301");
            asked++;
        }
        assertThat(asked).isGreaterThan(REQUESTS_PER_MINUTE);
        assertThat(answer.status()).isEqualTo(429);
        assertThat(Integer.parseInt(answer.header("Retry-After"))).isPositive();
        assertThat(answer.json().at("/code").asString()).isEqualTo("TOO_MANY_REQUESTS");
        assertThat(client.ask(key(), "GET", "/admin/organizations/301").status())
                .isEqualTo(200);
        assertThat(client.ask(eager, "GET", "/livez").status()).isEqualTo(200);
    }

    @Test
    @Order(4)
    void what_the_servers_own_role_may_not_do_is_told_as_that() throws Exception {
        String key = key();
        String hold = "{\"matter\":\"Doe\",\"reason\":\"court order\"}";
        DATABASE.script("revoke insert on orgpurge.legal_hold from current_user, " + DATABASE.user());
        try {
            Answer answer = client.ask(key, "POST", "/admin/organizations/313/holds", hold);
            assertThat(answer.status()).isEqualTo(500);
            assertThat(answer.json().at("/code").asString()).isEqualTo("MISSING_PRIVILEGE");
            assertThat(answer.body()).doesNotContain("legal_hold");
            assertThat(DATABASE.jdbc()
                            .sql("select body::jsonb #>> '{facts,code}' from orgpurge.ledger_entry"
                                    + " where kind = 'API_REQUEST' and organization = '313'")
                            .query(String.class)
                            .list())
                    .as("a decision like any other")
                    .containsExactly("MISSING_PRIVILEGE");
        } finally {
            DATABASE.script("grant insert on orgpurge.legal_hold to " + DATABASE.user());
        }
        assertThat(client.ask(key, "POST", "/admin/organizations/313/holds", hold)
                        .status())
                .isEqualTo(201);
    }

    @Test
    @Order(5)
    void a_database_that_goes_away_is_503_and_what_was_asked_for_before_is_done_after() throws Exception {
        String key = key();
        String queued;
        try (Connection night = DATABASE.dataSource().getConnection();
                Statement statement = night.createStatement()) {
            statement.execute("select pg_advisory_lock(" + RUN_LOCK + ")");
            queued = client.ask(key, "DELETE", "/org/305", "", "Prefer", "respond-async")
                    .header("Location");
            List<CompletableFuture<Answer>> waiting = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                waiting.add(inTheMeantime(key, "DELETE", "/org/306", "wait=4"));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> operations("306") == 1 && admitted("306") == 12);

            line.refuse(true);
            line.cutAll();
            for (String request : List.of("DELETE /org/307", "GET /admin/organizations/307", "GET " + queued)) {
                String[] words = request.split(" ", -1);
                Answer answer = client.ask(key, words[0], words[1]);
                assertThat(answer.status()).as(request + answer.body()).isEqualTo(503);
                assertThat(answer.body()).contains("DATABASE_UNAVAILABLE").doesNotContain("Exception", "at ");
                assertThat(answer.header("Retry-After")).isEqualTo("5");
            }
            for (CompletableFuture<Answer> one : waiting) {
                assertThat(one.get().status())
                        .as("it waited when it happened: " + one.get().body())
                        .isEqualTo(202);
                assertThat(one.get().header("Location")).startsWith("/operations/");
            }
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.ask("", "GET", "/readyz").status() == 503);
            assertThat(client.ask(key, "GET", "/livez").status()).isEqualTo(200);
            assertThat(exists(305) && exists(306) && exists(307)).isTrue();
            line.refuse(false);
        }
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.ask("", "GET", "/readyz").status() == 200);
        await().atMost(Duration.ofSeconds(60)).until(() -> !exists(305) && !exists(306));
        assertThat(client.ask(key, "DELETE", "/org/307").status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> client.ask(key, "GET", queued)
                        .json()
                        .at("/status")
                        .asString()
                        .equals("succeeded"));
        assertThat(api.said()).doesNotContain("Refusals a request");
    }

    private static long operations(String organization) {
        return DATABASE.jdbc()
                .sql("select count(*) from orgpurge.operation where organization = :id")
                .param("id", organization)
                .query(Long.class)
                .single();
    }

    private static long admitted(String organization) {
        return DATABASE.jdbc()
                .sql("select count(*) from orgpurge.ledger_entry where kind = 'API_REQUEST' and organization = :id")
                .param("id", organization)
                .query(Long.class)
                .single();
    }

    private static CompletableFuture<Answer> inTheMeantime(String key, String method, String path, String preference) {
        ExecutorService caller = Executors.newSingleThreadExecutor();
        try {
            return CompletableFuture.supplyAsync(
                    () -> {
                        try {
                            return client.ask(key, method, path, "", "Prefer", preference);
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        }
                    },
                    caller);
        } finally {
            caller.shutdown();
        }
    }

    @Test
    @Order(6)
    void who_waits_when_it_ends_is_told_where_to_look_and_nothing_is_lost() throws Exception {
        String key = key();
        try (Connection night = DATABASE.dataSource().getConnection();
                Statement statement = night.createStatement()) {
            statement.execute("select pg_advisory_lock(" + RUN_LOCK + ")");
            CompletableFuture<Answer> waiting = inTheMeantime(key, "DELETE", "/org/308", "wait=60");
            await().atMost(Duration.ofSeconds(30)).until(() -> operations("308") == 1);
            api.close();
            Answer answer = waiting.get();
            assertThat(answer.status()).as(answer.body()).isEqualTo(202);
            assertThat(answer.header("Location")).startsWith("/operations/");
        }
        assertThat(exists(308)).isTrue();
        assertThat(DATABASE.jdbc()
                        .sql("select state from orgpurge.operation where organization = '308'")
                        .query(String.class)
                        .single())
                .isEqualTo("QUEUED");
        URI url = api.url();
        assertThatThrownBy(() -> new Socket(url.getHost(), url.getPort()).close())
                .isInstanceOf(ConnectException.class);
    }
}
