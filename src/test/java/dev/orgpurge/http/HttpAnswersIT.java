package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.http.Client.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What is answered says no more and no less than what happened, and so does the ledger. */
@Timeout(300)
@Waives(
        value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK},
        because = "the server goes on between the tests")
class HttpAnswersIT {

    /** The run lock's key, as RunLock has it. */
    private static final long RUN_LOCK = 0x6f72677075726765L;

    /** The chunk gate's key, as ChunkGate has it. */
    private static final long CHUNK_GATE = 0x6f726767617465L;

    /** Where flows wait before they go, if somebody has shut it. */
    private static final long GATE = 4712;

    private static final String GATES = """
            create function wait_at_gate() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock_shared(4712); return old; end $$;
            create trigger gate before delete on flows for each row execute function wait_at_gate()
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final String HOLD = "{\"matter\":\"Doe\",\"reason\":\"court order\"}";
    private static final TestDatabase DATABASE = ServedApi.newDatabase();
    private static final ExecutorService CALLERS = Executors.newCachedThreadPool();

    private static ServedApi api;
    private static Client client;
    private static String admin = "";

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

    /** A session that holds a lock, until it lets go. */
    private static final class Held implements AutoCloseable {

        private final Connection session;

        Held(String lock, long key) throws SQLException {
            session = DATABASE.dataSource().getConnection();
            try (Statement statement = session.createStatement()) {
                statement.execute("select " + lock + "(" + key + ")");
            }
        }

        void letGo() throws SQLException {
            session.close();
        }

        @Override
        public void close() throws SQLException {
            letGo();
        }
    }

    private static long number(String question) {
        return DATABASE.jdbc().sql(question).query(Long.class).single();
    }

    private static String text(String question) {
        return DATABASE.jdbc().sql(question).query(String.class).single();
    }

    private static CompletableFuture<Answer> inTheMeantime(
            String key, String method, String path, String body, String... headers) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.ask(key, method, path, body, headers);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                },
                CALLERS);
    }

    /** Codes of what the ledger says was decided for a key, in order; what was admitted has none. */
    private static String decided(String key) {
        return text("select coalesce(string_agg(concat_ws(' ', organization, body::jsonb #>> '{facts,decision}',"
                + " body::jsonb #>> '{facts,code}'), ', ' order by position), '') from orgpurge.ledger_entry"
                + " where kind = 'API_REQUEST' and body::jsonb #>> '{facts,api_key}' = '" + id(key) + "'");
    }

    private static String id(String key) {
        return key.substring(3, 15);
    }

    @Test
    void a_hold_that_stands_is_answered_as_that_while_a_chunk_is_still_at_work() throws Exception {
        String key = api.key("--role", "counsel", "--every-organization");
        String path = "/admin/organizations/368/holds";
        Answer answer;
        try (Held chunk = new Held("pg_advisory_lock_shared", CHUNK_GATE)) {
            answer = client.ask(key, "POST", path, HOLD);
            chunk.letGo();
        }
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        assertThat(answer.json().at("/detail").asString()).contains("stands").contains("still at work");
        Answer again = client.ask(key, "POST", path, HOLD);
        assertThat(again.json().at("/hold_id").asString())
                .isEqualTo(answer.json().at("/hold_id").asString());
        assertThat(again.json().has("detail")).isFalse();

        assertThat(decided(key)).isEqualTo("368 admitted, 368 admitted");
        assertThat(text("select placed_by from orgpurge.legal_hold where organization = '368'"))
                .isEqualTo("api-key " + id(key));
        assertThat(number("select count(distinct t.x) from (select xmin::text as x from orgpurge.legal_hold"
                        + " where organization = '368' union all (select xmin::text from orgpurge.ledger_entry"
                        + " where organization = '368' order by position limit 2)) t"))
                .as("the hold, its entry and the decision: one transaction")
                .isEqualTo(1);
        assertThat(text(
                        "select string_agg(concat_ws(' ', kind, body::jsonb #>> '{facts,hold}'), ', ' order by position)"
                                + " from orgpurge.ledger_entry where organization = '368'"))
                .isEqualTo("HOLD_PLACED 1, API_REQUEST 1, API_REQUEST 1");
        assertThat(api.said()).doesNotContain("a request failed");
    }

    @Test
    void a_rehearsal_of_what_is_gone_counts_nothing() throws Exception {
        Answer before = client.ask(admin, "DELETE", "/org/302?force=true&dry_run=true");
        assertThat(before.json().at("/rows").asLong()).isEqualTo(7);
        assertThat(client.ask(admin, "DELETE", "/org/302?force=true").status()).isEqualTo(200);

        JsonNode after = client.ask(admin, "DELETE", "/org/302?dry_run=true").json();
        assertThat(after.at("/status").asString()).isEqualTo("succeeded");
        assertThat(after.at("/mode").asString()).isEqualTo("rehearsal");
        assertThat(after.at("/rows").asLong()).isZero();
        assertThat(after.at("/tables")).isEmpty();
        assertThat(after.at("/run_id").isNull()).as("none was made").isTrue();
        assertThat(after.at("/detail").asString()).contains("gone already").contains("nothing to rehearse");
        assertThat(client.ask(admin, "GET", before.header("Location"))
                        .json()
                        .at("/rows")
                        .asLong())
                .as("what was counted then")
                .isEqualTo(7);
    }

    @Test
    void who_deletes_what_is_put_on_hold_meanwhile_is_told_why_and_where_to_look() throws Exception {
        CompletableFuture<Answer> deletion;
        CompletableFuture<Answer> hold;
        try (Held gate = new Held("pg_advisory_lock", GATE)) {
            deletion = inTheMeantime(admin, "DELETE", "/admin/organizations/50", "", "Prefer", "wait=60");
            await().atMost(PATIENCE)
                    .until(() -> number("select count(*) from pg_locks where locktype = 'advisory' and not granted"
                                    + " and objid = " + GATE)
                            == 1);
            hold = inTheMeantime(admin, "POST", "/admin/organizations/50/holds", HOLD);
            await().atMost(PATIENCE)
                    .until(() -> number("select count(*) from orgpurge.legal_hold where organization = '50'") == 1);
            gate.letGo();
        }
        assertThat(hold.get().status()).isEqualTo(201);
        Answer frozen = deletion.get();
        assertThat(frozen.status()).as(frozen.body()).isEqualTo(409);
        assertThat(frozen.json().at("/reasons/0/code").asString()).isEqualTo("LEGAL_HOLD");
        assertThat(frozen.json().at("/detail").asString()).contains("organization 50", "does not go on", "LEGAL_HOLD");
        assertThat(frozen.header("Preference-Applied")).isEqualTo("wait=60");
        JsonNode operation = client.ask(admin, "GET", frozen.header("Location")).json();
        assertThat(operation.at("/status").asString()).isEqualTo("frozen");
        assertThat(operation.at("/reasons")).isEqualTo(frozen.json().at("/reasons"));

        Answer again = client.ask(admin, "DELETE", "/admin/organizations/50", "", "Prefer", "wait=60");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json()
                        .at("/reasons")
                        .valueStream()
                        .map(reason -> reason.at("/code").asString()))
                .contains("LEGAL_HOLD");
    }

    @Test
    void an_operation_that_failed_or_was_refused_says_where_it_is() throws Exception {
        Answer failed = client.ask(admin, "DELETE", "/org/395");
        assertThat(failed.status()).isEqualTo(500);
        assertThat(status(failed)).isEqualTo("failed");

        Answer refused;
        try (Held night = new Held("pg_advisory_lock", RUN_LOCK)) {
            CompletableFuture<Answer> waiting = inTheMeantime(admin, "DELETE", "/org/365", "", "Prefer", "wait=60");
            await().atMost(PATIENCE)
                    .until(() -> number("select count(*) from orgpurge.operation where organization = '365'") == 1);
            DATABASE.script("insert into users (organization_id, email) values (365, 'late@example.org')");
            night.letGo();
            refused = waiting.get();
        }
        assertThat(refused.status()).as(refused.body()).isEqualTo(400);
        assertThat(refused.json().at("/errors/json/code").asString()).isEqualTo("STILL_HAS_DEPENDENTS");
        assertThat(status(refused)).isEqualTo("refused");
    }

    private static String status(Answer answer) throws Exception {
        return client.ask(admin, "GET", answer.header("Location"))
                .json()
                .at("/status")
                .asString();
    }

    @Test
    void an_operation_belongs_to_the_provider_that_the_organization_has_by_now() throws Exception {
        String acme = api.key("--role", "purger", "--provider", "acme");
        String globex = api.key("--role", "purger", "--provider", "globex");
        String[] now = {"Prefer", "respond-async"};
        String location;
        String unasked;
        try (Held night = new Held("pg_advisory_lock", RUN_LOCK)) {
            location = client.ask(acme, "DELETE", "/org/60", "", now).header("Location");
            unasked = client.ask(acme, "DELETE", "/org/62", "", now).header("Location");
            assertThat(client.ask(acme, "GET", location).status()).isEqualTo(200);
            DATABASE.script("update organizations set provider = 'globex' where id in (60, 62)");

            Answer joined = client.ask(globex, "DELETE", "/org/60", "", now);
            assertThat(joined.status()).isEqualTo(202);
            assertThat(joined.header("Location")).isEqualTo(location);
            for (String one : List.of(location, unasked)) {
                assertThat(client.ask(globex, "GET", one).status()).isEqualTo(200);
                assertThat(client.ask(acme, "GET", one).status()).isEqualTo(404);
            }
            night.letGo();
        }
        assertThat(client.ask(globex, "DELETE", "/org/60", "", "Prefer", "wait=60")
                        .status())
                .isEqualTo(200);
        await().atMost(PATIENCE).until(() -> number("select count(*) from organizations where id = 60") == 0);
        Answer gone = client.ask(globex, "DELETE", "/org/60");
        assertThat(gone.status()).as(gone.body()).isEqualTo(200);
        assertThat(gone.header("Location")).isEqualTo(location);
        assertThat(client.ask(globex, "GET", location).status()).isEqualTo(200);
        assertThat(client.ask(acme, "DELETE", "/org/60").status()).isEqualTo(403);
        assertThat(client.ask(acme, "GET", location).status()).isEqualTo(404);
    }

    /** What is asked for, with its body after a blank, and the code that the ledger has then. */
    private static final Map<String, String> REFUSED = new LinkedHashMap<>();

    static {
        REFUSED.put("DELETE /org/367?force=perhaps", "367 refused BAD_VALUE");
        REFUSED.put("DELETE /org/abc", "refused INVALID_ID");
        REFUSED.put("PATCH /admin/organizations/367/deactivate {\"x\":1}", "367 refused BAD_BODY");
        REFUSED.put("POST /admin/organizations/367/holds {\"matter\":1}", "367 refused BAD_VALUE");
        REFUSED.put("DELETE /org/367 " + "x".repeat(20_000), "367 refused TOO_LARGE");
        REFUSED.put("DELETE /org/99999", "99999 refused NO_SUCH_ORGANIZATION");
        REFUSED.put("PATCH /admin/organizations/367/deactivate", "367 refused ALREADY_DEACTIVATED");
        REFUSED.put("DELETE /admin/organizations/367/holds", "refused METHOD_NOT_ALLOWED");
        REFUSED.put("PUT /org/367", "refused METHOD_NOT_ALLOWED");
        REFUSED.put("POST /nowhere", "refused NOT_FOUND");
    }

    @Test
    void whatever_a_key_is_refused_is_in_the_ledger_with_its_code_and_what_has_no_key_is_not() throws Exception {
        String key = api.key("--role", "admin", "--every-organization");
        for (String request : REFUSED.keySet()) {
            String[] words = request.split(" ", 3);
            Answer answer = client.send(key, words[0], words[1], words.length > 2 ? words[2] : "");
            assertThat(answer.status()).as(request).isBetween(400, 499);
            assertThat(answer.body()).as(request).contains(last(REFUSED.get(request)));
        }
        assertThat(decided(key)).isEqualTo(String.join(", ", REFUSED.values()));

        long entries = number("select count(*) from orgpurge.ledger_entry");
        for (String path : List.of("367", "99999", "abc", "367?x=1")) {
            client.ask(key, "GET", "/admin/organizations/" + path);
        }
        client.send(key, "GET", "/nowhere", "");
        for (String stranger : List.of("", "op_000000000000_" + "0".repeat(64))) {
            for (String request : REFUSED.keySet()) {
                String[] words = request.split(" ", 3);
                assertThat(client.send(stranger, words[0], words[1], "").status())
                        .isEqualTo(401);
            }
        }
        assertThat(number("select count(*) from orgpurge.ledger_entry"))
                .as("reads, and strangers")
                .isEqualTo(entries);
    }

    private static String last(String words) {
        String code = words.substring(words.lastIndexOf(' ') + 1);
        return code.equals("NO_SUCH_ORGANIZATION") ? "Resource not found" : code;
    }
}
