package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.access.Permission;
import dev.orgpurge.access.Role;
import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.http.Client.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** One server and one database; every answer is held against the document that the server hands out. */
@Timeout(300)
@Waives(
        value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK},
        because = "the server goes on between the tests")
class HttpApiIT {

    /** The run lock's key, as RunLock has it. */
    private static final long RUN_LOCK = 0x6f72677075726765L;

    private static final TestDatabase DATABASE = ServedApi.newDatabase();

    private static ServedApi api;
    private static Client client;
    private static String admin = "";
    private static int management;

    @BeforeAll
    static void serve() throws Exception {
        management = unusedPort();
        api = ServedApi.start(
                DATABASE, "--management.server.port=" + management, "--management.server.address=127.0.0.1");
        client = new Client(api.url());
        admin = api.key("--role", "admin", "--every-organization");
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @AfterAll
    static void end() {
        api.close();
    }

    private static boolean exists(int id) {
        return DATABASE.jdbc()
                .sql("select exists (select from organizations where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    private static long count(String question) {
        return DATABASE.jdbc().sql(question).query(Long.class).single();
    }

    @Test
    void providers_get_the_words_of_their_document() throws Exception {
        String key = api.key("--role", "purger", "--provider", "acme");
        Contract provider = new Contract(
                YAMLMapper.shared().readTree(Files.readString(ServedApi.FOLDER.resolve("provider-api.yaml"))));

        Map<String, Integer> asked = new LinkedHashMap<>();
        asked.put("/org/302?force=true", 200);
        asked.put("/org/301", 400);
        asked.put("/org/abc", 403);
        asked.put("/org/301?force=maybe", 400);
        asked.put("/org/301?froce=true", 400);
        asked.put("/org/1", 403);
        asked.put("/org/99999", 403);
        for (Map.Entry<String, Integer> one : asked.entrySet()) {
            Answer answer = client.ask(key, "DELETE", one.getKey());
            assertThat(answer.status()).as(one.getKey() + answer.body()).isEqualTo(one.getValue());
            provider.accepts(
                    "DELETE", URI.create(one.getKey()).getPath(), answer.status(), "application/json", answer.body());
        }
        for (String stranger : List.of("", "op_000000000000_" + "0".repeat(64))) {
            Answer answer = client.ask(stranger, "DELETE", "/org/301");
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.body()).isEqualTo("{\"errors\":{\"authentication\":\"User not authenticated\"}}");
            provider.accepts("DELETE", "/org/301", 401, "application/json", answer.body());
        }
        assertThat(client.ask(admin, "DELETE", "/org/abc").status())
                .as("no id at all, and nothing that its key does not reach")
                .isEqualTo(400);
        assertThat(client.ask(admin, "DELETE", "/org/99999").body())
                .isEqualTo("{\"errors\":{\"json\":\"Resource not found\"}}");
        assertThat(client.ask(key, "DELETE", "/org/1").body())
                .isEqualTo("{\"errors\":{\"authorization\":\"Operation not allowed\"}}");
        assertThat(exists(302)).isFalse();
        assertThat(List.of(exists(301), exists(1))).containsOnly(true);
        assertThat(client.ask(key, "DELETE", "/org/300").status())
                .as("an active one")
                .isEqualTo(409);
        assertThat(client.ask(key, "DELETE", "/org/309").body())
                .as("an active one that leaves on request")
                .isEqualTo("{\"status\":\"success\",\"org_id\":309}");
        Answer again = client.ask(key, "DELETE", "/org/302");
        assertThat(again.status()).as("gone, and its provider asks again").isEqualTo(200);
    }

    /** What the providers' document lacks; docs/http-api.md says so. */
    private static final Set<Integer> BEYOND_THEIR_DOCUMENT = Set.of(202, 408, 409, 413, 429, 500, 501, 503);

    @Test
    void whatever_can_be_made_from_the_providers_document_is_answered_as_it_says() throws Exception {
        JsonNode document =
                YAMLMapper.shared().readTree(Files.readString(ServedApi.FOLDER.resolve("provider-api.yaml")));
        Validator theirs = new Validator(document);
        String provider = api.key("--role", "purger", "--provider", "acme");
        List<Generated> requests = Generated.from(document, List.of("331", "107", "300"));
        assertThat(requests)
                .hasSizeGreaterThan(80)
                .anyMatch(request -> request.target().equals("/org/42?force=true"));
        Map<String, Set<Integer>> met = new HashMap<>();
        for (Generated request : requests) {
            String said = request.method() + " " + request.target();
            URI uri = URI.create(request.target());
            Validator.Sent sent = new Validator.Sent(request.method(), uri, Map.of(), "");
            assertThat(theirs.complaint(sent).isEmpty()).as(said).isEqualTo(request.valid());
            for (String key : List.of(provider, admin, "")) {
                if (key.equals(admin) && request.target().contains("/107")) {
                    continue; // another provider's, and another test's
                }
                Answer answer = client.ask(key, request.method(), request.target());
                if (!request.valid()) {
                    assertThat(answer.status()).as(said + answer.body()).isBetween(400, 499);
                }
                if (!BEYOND_THEIR_DOCUMENT.contains(answer.status())) {
                    assertThat(theirs.complaint(
                                    request.method(),
                                    uri.getPath(),
                                    answer.status(),
                                    answer.header("Content-Type"),
                                    answer.body()))
                            .as(said + " " + answer.status() + answer.body())
                            .isEmpty();
                    met.computeIfAbsent(request.method(), any -> new HashSet<>())
                            .add(answer.status());
                }
            }
        }
        Set<Integer> documented = new HashSet<>();
        document.at("/paths/~1org~1{org_id}/delete/responses")
                .propertyNames()
                .forEach(status -> documented.add(Integer.valueOf(status)));
        assertThat(met).as("every response that it knows").isEqualTo(Map.of("DELETE", documented));
        assertThat(client.ask(provider, "DELETE", "/org/42").body())
                .as("its own example")
                .isEqualTo("{\"status\":\"success\",\"org_id\":42}");
        assertThat(List.of(exists(42), exists(331), exists(107), exists(300)))
                .containsExactly(false, false, true, true);
    }

    @Test
    void the_served_document_is_the_committed_one_and_has_the_endpoints_of_the_guard() throws Exception {
        Answer served = client.send("", "GET", "/openapi.json", "");
        assertThat(served.body())
                .as("docs/http-api.md says how it is written anew")
                .isEqualTo(Files.readString(ServedApi.FOLDER.resolve("openapi.json")));
        for (String other :
                List.of("/openapi.json.yaml", "/v3/api-docs", "/swagger-ui.html", "/swagger-ui/index.html")) {
            assertThat(client.send("", "GET", other, "").status()).as(other).isEqualTo(401);
            assertThat(client.send(admin, "GET", other, "").status()).as(other).isIn(403, 404);
        }

        Set<String> documented = new HashSet<>();
        served.json()
                .get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(operation ->
                                operation.getValue().path("security").isMissingNode())
                        .forEach(operation ->
                                documented.add(operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey())));
        Set<String> guarded = new HashSet<>();
        Guard.needed().keySet().forEach(route -> guarded.add(route.method() + " " + route.pattern()));
        assertThat(documented).isEqualTo(guarded);
    }

    @Test
    void what_is_to_be_managed_has_a_port_of_its_own_and_tells_no_ids() throws Exception {
        assertThat(client.ask(admin, "DELETE", "/org/346").status()).isEqualTo(200);
        assertThat(client.ask(admin, "GET", "/admin/organizations/346").status())
                .isEqualTo(404);
        assertThat(client.ask("", "DELETE", "/org/347").status()).isEqualTo(401);

        Client managed = new Client(URI.create("http://127.0.0.1:" + management), client.contract());
        for (String probe : List.of("liveness", "readiness")) {
            assertThat(managed.send("", "GET", "/actuator/health/" + probe, "").body())
                    .isEqualTo("{\"status\":\"UP\"}");
        }
        List<String> series = managed.send("", "GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> !line.startsWith("#"))
                .toList();
        assertThat(series)
                .anyMatch(line -> line.startsWith("http_server_requests_seconds_count{")
                        && line.contains("method=\"DELETE\"")
                        && line.contains("status=\"200\"")
                        && line.contains("uri=\"/org/{org_id}\""))
                .anyMatch(line -> line.contains("status=\"404\"") && line.contains("uri=\"/admin/organizations/{id}\""))
                .anyMatch(line -> line.startsWith("http_server_requests_seconds_count{") && line.contains("\"401\""))
                .noneMatch(line -> line.startsWith("orgpurge_overdue") || line.startsWith("orgpurge_last_run"))
                .noneMatch(line -> line.replaceAll("} [^}]*$", "").contains("346"));
        for (String counter : List.of("orgpurge_api_runs_total ", "orgpurge_api_operations_total ")) {
            assertThat(series)
                    .filteredOn(line -> line.startsWith(counter))
                    .singleElement()
                    .satisfies(line -> assertThat(Double.parseDouble(line.substring(counter.length())))
                            .isPositive());
        }
        assertThat(managed.send(admin, "DELETE", "/org/347", "").status())
                .as("the API is not there")
                .isEqualTo(404);
        assertThat(client.send(admin, "GET", "/actuator/prometheus", "").status())
                .as("nor this at the API's port")
                .isEqualTo(403);
        assertThat(exists(347)).isTrue();
    }

    @Test
    void force_is_understood_in_query_and_body_and_nothing_is_guessed() throws Exception {
        for (String body : List.of(
                "{\"force\":\"yes\"}",
                "{\"force\":1}",
                "{\"force\":null}",
                "{\"force\":true,\"force\":true}",
                "[true]",
                "{\"force\":true",
                "{\"force\":true} x",
                "{\"forced\":true}",
                "force=true")) {
            assertThat(client.ask(admin, "DELETE", "/org/311", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        assertThat(client.ask(admin, "DELETE", "/org/311?force=false", "{\"force\":\"True\"}")
                        .status())
                .isEqualTo(400);
        assertThat(client.ask(admin, "DELETE", "/org/311?force=true&force=true").status())
                .isEqualTo(400);
        for (String spelt : List.of("+311", "0311", "%20311", "311.0")) {
            assertThat(client.ask(admin, "DELETE", "/org/" + spelt + "?force=true")
                            .status())
                    .as(spelt)
                    .isEqualTo(400);
        }
        assertThat(client.ask(admin, "DELETE", "/org/311", "{\"force\":\"False\"}")
                        .json()
                        .at("/errors/json/code"))
                .hasToString("\"STILL_HAS_DEPENDENTS\"");
        assertThat(client.ask(admin, "DELETE", "/org/311", "x".repeat(20_000)).status())
                .isEqualTo(413);
        assertThat(exists(311)).isTrue();
        assertThat(client.ask(admin, "DELETE", "/org/311", "{\"force\":\"True\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.ask(admin, "DELETE", "/org/312?force=True").status()).isEqualTo(200);
        assertThat(List.of(exists(311), exists(312))).containsOnly(false);
    }

    @Test
    void administrators_deactivate_count_delete_and_are_told_why_not() throws Exception {
        assertThat(client.ask(admin, "GET", "/admin/organizations/321")
                        .json()
                        .at("/status")
                        .asString())
                .isEqualTo("deactivated");
        assertThat(client.ask(admin, "GET", "/admin/organizations/321/users/count")
                        .body())
                .isEqualTo("{\"count\":2}");
        Answer gone = client.ask(admin, "DELETE", "/admin/organizations/321");
        assertThat(gone.status()).as(gone.body()).isEqualTo(204);
        assertThat(client.ask(admin, "GET", "/admin/organizations/321").status())
                .isEqualTo(404);

        assertThat(client.ask(admin, "PATCH", "/admin/organizations/390/deactivate")
                        .json()
                        .at("/status")
                        .asString())
                .isEqualTo("deactivated");
        assertThat(client.ask(admin, "PATCH", "/admin/organizations/390/deactivate")
                        .status())
                .isEqualTo(409);
        Answer tooEarly =
                client.ask(admin, "DELETE", "/admin/organizations/390", "", "Accept", "application/problem+json");
        assertThat(tooEarly.json().at("/code").asString()).isEqualTo("GRACE_PERIOD");
        assertThat(tooEarly.json().at("/status").asInt()).isEqualTo(409);
        assertThat(client.ask(admin, "PATCH", "/admin/organizations/390/reactivate")
                        .json()
                        .at("/status")
                        .asString())
                .isEqualTo("active");
        assertThat(client.ask(admin, "PATCH", "/admin/organizations/99999/deactivate")
                        .status())
                .isEqualTo(404);

        assertThat(client.ask(
                                admin,
                                "POST",
                                "/admin/organizations/323/holds",
                                "{\"matter\":\"Doe\",\"reason\":\"court order\"}")
                        .status())
                .isEqualTo(201);
        Answer held = client.ask(admin, "DELETE", "/admin/organizations/323");
        assertThat(held.json().at("/code").asString()).isEqualTo("LEGAL_HOLD");
        assertThat(client.send(admin, "DELETE", "/admin/organizations/323/holds", "")
                        .status())
                .isEqualTo(405);
        assertThat(client.ask(admin, "DELETE", "/org/323?force=true").status()).isEqualTo(409);
        assertThat(exists(323)).isTrue();
    }

    /** Wrong in every way at once: whoever looked at any of it before the reach would tell. */
    private static final String NONSENSE = "?froce=1&froce=2";

    @Test
    void every_role_reaches_what_it_may_and_learns_nothing_of_the_rest() throws Exception {
        SoftAssertions softly = new SoftAssertions();
        String rehearsed = operation(333);
        String foreign = operation(299);
        for (Role role : Role.values()) {
            String name = role.name().toLowerCase(Locale.ROOT);
            String own = api.key("--role", name, "--organization", "333");
            String provider = api.key("--role", name, "--provider", "acme");
            String everything = api.key("--role", name, "--every-organization");
            for (Map.Entry<Guard.Route, Permission> route : Guard.needed().entrySet()) {
                if (route.getKey().pattern().startsWith("/operations")) {
                    boolean proof = route.getKey().pattern().endsWith("/certificate");
                    for (String key : List.of(own, provider)) {
                        softly.assertThat(told(key, rehearsed, proof)).isEqualTo(proof ? "NO_CERTIFICATE" : "333");
                        softly.assertThat(told(key, foreign, proof)).isEqualTo("NO_SUCH_OPERATION");
                        softly.assertThat(told(key, foreign + NONSENSE, proof)).isEqualTo("NO_SUCH_OPERATION");
                    }
                    softly.assertThat(told(everything, foreign, proof)).isEqualTo(proof ? "NO_CERTIFICATE" : "299");
                    continue;
                }
                boolean may = role.permissions().contains(route.getValue());
                for (String id : List.of("333", "299", "99999", "no-id")) {
                    String said = role + " " + route.getKey() + " " + id;
                    softly.assertThat(asked(own, route.getKey(), id))
                            .as("own " + said)
                            .isEqualTo(may && id.equals("333"));
                    softly.assertThat(asked(provider, route.getKey(), id))
                            .as("provider's " + said)
                            .isEqualTo(may && id.equals("333"));
                    softly.assertThat(asked(everything, route.getKey(), id))
                            .as("any " + said)
                            .isEqualTo(may);
                }
            }
        }
        softly.assertAll();
        assertThat(exists(333)).isTrue();
    }

    private static String operation(int id) throws Exception {
        return client.ask(admin, "DELETE", "/org/" + id + "?dry_run=true").header("Location");
    }

    /** Whose operation it is, or why that is not told. */
    private static String told(String key, String operation, boolean proof) throws Exception {
        String path = operation.replaceFirst("(\\?|$)", (proof ? "/certificate" : "") + "$1");
        JsonNode answer = client.ask(key, "GET", path).json();
        return answer.at("/code").asString(answer.at("/org_id").asString(""));
    }

    /** True if the answer is about the organization, false if it is 403; then it is that whatever else is wrong. */
    private static boolean asked(String key, Guard.Route route, String id) throws Exception {
        String path = route.pattern().replaceAll("\\{[^}]+}", id);
        boolean deletes = route.method().matches("DELETE");
        Answer answer = client.ask(key, route.method().name(), path + (deletes ? "?dry_run=true" : ""));
        assertThat(answer.status()).isNotEqualTo(401).isLessThan(500);
        if (id.equals("99999") && answer.status() != 403) {
            assertThat(answer.status())
                    .as("absent, and only now told so: " + path)
                    .isIn(404, 400);
        }
        if (answer.status() == 403 || id.equals("no-id")) {
            Answer nonsense = client.ask(
                    key,
                    route.method().name(),
                    path + NONSENSE,
                    "x".repeat(20_000),
                    "Idempotency-Key",
                    "two words",
                    "Prefer",
                    "wait=x");
            assertThat(nonsense.status()).as("%s %s", route, id).isEqualTo(answer.status());
            assertThat(nonsense.body()).isEqualTo(answer.body());
            assertThat(client.ask("", route.method().name(), path + NONSENSE, "x")
                            .status())
                    .isEqualTo(401);
        }
        return answer.status() != 403;
    }

    @Test
    void keys_are_shown_once_end_and_leave_only_their_id() throws Exception {
        String key = api.key("--role", "reader", "--organization", "334");
        String id = key.substring(3, 15);
        assertThat(client.ask(key, "GET", "/admin/organizations/334").status()).isEqualTo(200);
        for (String scheme : List.of("Bearer ", "bearer ")) {
            assertThat(client.send("", "GET", "/admin/organizations/334", "", "Authorization", scheme + key)
                            .status())
                    .isEqualTo(200);
        }
        String almost = key.substring(0, key.length() - 1) + (key.endsWith("0") ? "1" : "0");
        assertThat(client.ask(almost, "GET", "/admin/organizations/334").status())
                .isEqualTo(401);
        assertThat(client.send(key, "GET", "/admin/organizations/334", "", "Authorization", "Bearer " + key)
                        .status())
                .as("two keys are none")
                .isEqualTo(401);
        assertThat(client.ask(key, "DELETE", "/admin/organizations/334").status())
                .isEqualTo(403);
        JsonNode listed = api.command("api-key-list").at("/keys");
        JsonNode mine = listed.valueStream()
                .filter(one -> one.at("/key_id").asString().equals(id))
                .findFirst()
                .orElseThrow();
        assertThat(mine.at("/last_used_at").isNull()).isFalse();
        assertThat(listed.toString()).doesNotContain(key.substring(16));

        assertThat(api.command("api-key-revoke", "--key-id", id)
                        .at("/keys/0/state")
                        .asString())
                .isEqualTo("revoked");
        assertThat(client.ask(key, "GET", "/admin/organizations/334").status()).isEqualTo(401);
        String brief = api.key("--role", "reader", "--organization", "334", "--valid", "1s");
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        client.ask(brief, "GET", "/admin/organizations/334").status() == 401);

        assertThat(count(
                        "select count(*) from orgpurge.ledger_entry where kind = 'API_REQUEST' and body::jsonb -> 'facts'"
                                + " ->> 'api_key' = '" + id + "' and body::jsonb -> 'facts' ->> 'decision' = 'denied'"))
                .as("role, and revoked")
                .isEqualTo(2);
        for (String secret : List.of(key.substring(16), brief.substring(16), admin.substring(16))) {
            assertThat(count("select (select count(*) from orgpurge.ledger_entry e where position('" + secret
                            + "' in e::text) > 0) + (select count(*) from orgpurge.api_key k where position('" + secret
                            + "' in k::text) > 0)"))
                    .isZero();
            assertThat(api.said()).doesNotContain(secret);
        }
    }

    @Test
    void what_lasts_longer_is_an_operation_that_tells_and_proves() throws Exception {
        String location;
        try (Connection night = DATABASE.dataSource().getConnection();
                Statement statement = night.createStatement()) {
            statement.execute("select pg_advisory_lock(" + RUN_LOCK + ")");
            Answer waits = client.ask(
                    admin, "DELETE", "/admin/organizations/343", "", "Prefer", "wait=1", "Idempotency-Key", "k-1");
            assertThat(waits.status()).isEqualTo(202);
            assertThat(waits.header("Preference-Applied")).isEqualTo("wait=1");
            assertThat(waits.header("Retry-After")).isEqualTo("2");
            location = waits.header("Location");
            String known = location;
            assertThat(waits.json().at("/status").asString()).isEqualTo("queued");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> client.ask(admin, "GET", known)
                            .json()
                            .at("/waiting_for")
                            .asString("")
                            .equals("RUN_LOCKED"));
            assertThat(client.ask(admin, "DELETE", "/org/343", "", "Prefer", "respond-async")
                            .header("Location"))
                    .as("asked again by the other API: the same operation")
                    .isEqualTo(known);
            assertThat(client.ask(admin, "GET", known + "/certificate").status())
                    .isEqualTo(404);
            Answer rehearsed = client.ask(admin, "DELETE", "/org/344?dry_run=true");
            assertThat(rehearsed.json().at("/tables/public.flows").asInt())
                    .as("a rehearsal waits for nobody")
                    .isEqualTo(3);
            assertThat(exists(343) && exists(344)).isTrue();
        }
        Answer gone = client.ask(
                admin, "DELETE", "/admin/organizations/343", "", "Prefer", "wait=60", "Idempotency-Key", "k-1");
        assertThat(gone.status()).as(gone.body()).isEqualTo(204);
        assertThat(gone.header("Location")).isEqualTo(location);
        JsonNode operation = client.ask(admin, "GET", location).json();
        assertThat(operation.at("/status").asString()).isEqualTo("succeeded");
        assertThat(operation.at("/rows").asInt()).isEqualTo(4);
        Answer certificate =
                client.ask(admin, "GET", operation.at("/certificate").asString());
        assertThat(certificate.status()).isEqualTo(200);
        assertThat(certificate.body()).contains("\"343\"");
        assertThat(client.ask(admin, "DELETE", "/admin/organizations/344", "", "Idempotency-Key", "k-1")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("IDEMPOTENCY_KEY_REUSED");
        String stranger = api.key("--role", "reader", "--organization", "344");
        assertThat(client.ask(stranger, "GET", location).status()).isEqualTo(404);
    }

    @Test
    void a_name_means_the_same_operation_for_ever_also_one_that_another_key_began() throws Exception {
        String other = api.key("--role", "purger", "--provider", "acme");
        String[] named = {"Idempotency-Key", "n-1", "Prefer", "respond-async"};
        String location;
        try (Connection night = DATABASE.dataSource().getConnection();
                Statement statement = night.createStatement()) {
            statement.execute("select pg_advisory_lock(" + RUN_LOCK + ")");
            location = client.ask(admin, "DELETE", "/admin/organizations/348", "", "Prefer", "respond-async")
                    .header("Location");
            for (int n = 0; n < 2; n++) {
                assertThat(client.ask(other, "DELETE", "/org/348", "", named).header("Location"))
                        .as("joined, and asked again")
                        .isEqualTo(location);
            }
            for (String elsewhere : List.of("/org/349", "/org/348?force=true", "/org/348?dry_run=true")) {
                Answer answer = client.ask(other, "DELETE", elsewhere, "", named);
                assertThat(answer.status()).as(elsewhere).isEqualTo(409);
                assertThat(answer.json().at("/errors/json/code").asString()).isEqualTo("IDEMPOTENCY_KEY_REUSED");
            }
            assertThat(client.ask(admin, "DELETE", "/org/353", "", named).status())
                    .as("another key's names are its own")
                    .isEqualTo(202);
        }
        Answer gone = client.ask(other, "DELETE", "/org/348", "", "Idempotency-Key", "n-1", "Prefer", "wait=60");
        assertThat(gone.status()).as(gone.body()).isEqualTo(200);
        assertThat(gone.header("Location")).isEqualTo(location);
        assertThat(client.ask(other, "DELETE", "/org/348", "", "Idempotency-Key", "n-2")
                        .header("Location"))
                .as("gone: the same, under another name")
                .isEqualTo(location);
        assertThat(client.ask(other, "DELETE", "/org/349", "", "Idempotency-Key", "n-2")
                        .status())
                .isEqualTo(409);
        assertThat(exists(349)).isTrue();
        assertThat(decisions(other, "IDEMPOTENCY_KEY_REUSED")).isEqualTo(4);
        assertThat(decisions(other, ""))
                .as("every request that got the operation")
                .isEqualTo(4);
        assertThat(client.ask(
                                admin,
                                "POST",
                                "/admin/organizations/99998/holds",
                                "{\"matter\":\"Doe\",\"reason\":\"court order\"}")
                        .status())
                .isEqualTo(404);
        assertThat(count("select count(*) from orgpurge.ledger_entry where organization = '99998'"))
                .as("a hold that was refused")
                .isEqualTo(1);
        assertThat(client.ask(admin, "DELETE", "/org/353", "", "Prefer", "wait=60")
                        .status())
                .isEqualTo(200);
    }

    /** What the ledger says was decided for a key, with this code. */
    private static long decisions(String key, String code) {
        return count("select count(*) from orgpurge.ledger_entry where kind = 'API_REQUEST' and body::jsonb -> 'facts'"
                + " ->> 'api_key' = '" + key.substring(3, 15)
                + "' and coalesce(body::jsonb -> 'facts' ->> 'code', '') = '"
                + code + "'");
    }

    @Test
    void one_name_for_two_organizations_at_once_deletes_one() throws Exception {
        ExecutorService callers = Executors.newFixedThreadPool(16);
        try {
            List<Callable<Answer>> asked = new ArrayList<>();
            for (int n = 0; n < 16; n++) {
                String path = "/admin/organizations/" + (n % 2 == 0 ? 357 : 358);
                asked.add(() -> client.ask(admin, "DELETE", path, "", "Idempotency-Key", "n-3", "Prefer", "wait=60"));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Answer> answer : callers.invokeAll(asked)) {
                statuses.add(answer.get().status());
            }
            assertThat(statuses)
                    .containsOnly(204, 409)
                    .filteredOn(status -> status == 204)
                    .hasSize(8);
        } finally {
            callers.shutdownNow();
        }
        assertThat(List.of(exists(357), exists(358))).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void a_body_where_none_is_expected_is_not_overlooked() throws Exception {
        for (String path : List.of("DELETE /admin/organizations/359", "PATCH /admin/organizations/359/deactivate")) {
            String[] words = path.split(" ", -1);
            assertThat(client.ask(admin, words[0], words[1], "{\"dry_run\":true}")
                            .status())
                    .as(path)
                    .isEqualTo(400);
        }
        assertThat(client.ask(
                                admin,
                                "POST",
                                "/admin/organizations/359/holds?dry_run=true",
                                "{\"matter\":\"Doe\",\"reason\":\"court order\"}",
                                "Content-Type",
                                "application/x-www-form-urlencoded")
                        .status())
                .isEqualTo(400);
        assertThat(client.send(admin, "GET", "/admin/organizations/359", "{\"x\":1}")
                        .status())
                .isEqualTo(400);
        assertThat(exists(359)).isTrue();
        assertThat(count("select count(*) from orgpurge.legal_hold where organization = '359'"))
                .isZero();
    }

    @Test
    void no_page_of_a_browser_may_call_unless_it_is_configured() throws Exception {
        Answer preflight = client.send(
                "",
                "OPTIONS",
                "/org/350",
                "",
                "Origin",
                "https://elsewhere.example",
                "Access-Control-Request-Method",
                "DELETE");
        for (Answer answer :
                List.of(preflight, client.send(admin, "GET", "/livez", "", "Origin", "https://elsewhere.example"))) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEmpty();
        }
    }

    @Test
    void two_hundred_at_once_are_a_few_runs_and_each_organization_goes_once() throws Exception {
        long runs = count("select count(*) from orgpurge.run");
        ExecutorService callers = Executors.newFixedThreadPool(100);
        try {
            List<Callable<Answer>> asked = new ArrayList<>();
            for (int n = 0; n < 200; n++) {
                int id = n < 100 ? 1 + n : 101 + n % 5;
                asked.add(() -> client.ask(admin, "DELETE", "/admin/organizations/" + id, "", "Prefer", "wait=60"));
            }
            Set<String> locations = new HashSet<>();
            for (Future<Answer> answer : callers.invokeAll(asked)) {
                assertThat(answer.get().status()).as(answer.get().body()).isEqualTo(204);
                locations.add(answer.get().header("Location"));
            }
            assertThat(locations).hasSize(105);
        } finally {
            callers.shutdownNow();
        }
        assertThat(count("select count(*) from organizations where id <= 105")).isZero();
        assertThat(count("select count(*) from orgpurge.ledger_entry where kind = 'PURGE_CLOSED'"
                        + " and organization::bigint <= 105"))
                .isEqualTo(105);
        assertThat(count("select count(*) from orgpurge.run") - runs).isLessThan(40);
    }

    @Test
    void nonsense_deletes_nothing_and_is_nobodys_fault_but_the_callers() throws Exception {
        long before = count("select count(*) from organizations");
        Random random = new Random(20261130);
        String[] ids = {
            "0",
            "-1",
            "1e3",
            "9223372036854775808",
            "%27",
            "1%27%20or%20%271%27=%271",
            "%E2%80%AE",
            "%F0%9F%92%A9",
            "null",
            "1.0",
            "%2B1x",
            "..%2F1",
            "%252e",
            "*",
            "1,2",
            "a".repeat(300)
        };
        String[] queries = {
            "", "?force", "?force=", "?force=TRUE", "?dry_run=1", "?x=%00", "?%", "?force=true&dry_run=x"
        };
        String[] bodies = {
            "", "{}", "[]", "{", "\u0000", "{\"force\":{}}", "{\"matter\":1}", "\"x\"", "{\"force\":[true]}"
        };
        String[] paths = {
            "/org/%s", "/admin/organizations/%s", "/admin/organizations/%s/deactivate", "/operations/%s",
            "/operations/%s/certificate", "/admin/organizations/%s/holds", "/%s", "/admin/organizations/%s/users/count"
        };
        String[] methods = {"DELETE", "DELETE", "GET", "PATCH", "POST", "PUT", "OPTIONS", "HEAD"};
        String[] headers = {
            "Prefer", "Idempotency-Key", "Accept", "Content-Type", "Authorization", "X-Http-Method-Override"
        };
        String[] values = {
            "wait=99999999999", "wait=-1", ",;,", "DELETE", "Bearer x", "a/b", "\u00e4", "application/problem+json"
        };
        for (int n = 0; n < 400; n++) {
            String path = pick(random, paths).formatted(pick(random, ids)) + pick(random, queries);
            String method = pick(random, methods);
            Answer answer;
            try {
                answer = client.send(
                        random.nextInt(10) == 0 ? "op_x" : admin,
                        method,
                        path,
                        pick(random, bodies),
                        pick(random, headers),
                        pick(random, values));
            } catch (IllegalArgumentException e) {
                continue; // the client itself does not send it
            }
            assertThat(answer.status())
                    .as("%s %s: %s", method, path, answer.body())
                    .isBetween(200, 499);
            assertThat(answer.body())
                    .as("%s %s", method, path)
                    .doesNotContain("\tat ", "Exception", "tomcat", "Tomcat");
        }
        assertThat(count("select count(*) from organizations")).isEqualTo(before);
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    @Test
    void the_slow_and_the_endless_are_shown_out_and_others_are_served() throws Exception {
        try (Socket headers = new Socket(api.url().getHost(), api.url().getPort());
                Socket body = new Socket(api.url().getHost(), api.url().getPort())) {
            headers.getOutputStream()
                    .write("GET /livez HTTP/1.1\r\nHost: x\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
            body.getOutputStream()
                    .write(("DELETE /org/345 HTTP/1.1\r\nHost: x\r\nx-APIKey: " + admin
                                    + "\r\nContent-Length: 100\r\n\r\n{\"force\"")
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(client.ask("", "GET", "/livez").status()).isEqualTo(200);
            for (Socket slow : List.of(headers, body)) {
                slow.setSoTimeout(30_000);
                assertThat(said(slow)).doesNotContain("200", "204");
            }
        }
        assertThat(client.send(admin, "GET", "/livez", "", "X-Long", "x".repeat(9_000))
                        .status())
                .isEqualTo(400);
        assertThat(exists(345)).isTrue();
    }

    /** Until the server hangs up. */
    private static String said(Socket socket) throws Exception {
        try (InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (SocketException hungUp) {
            return "";
        }
    }
}
