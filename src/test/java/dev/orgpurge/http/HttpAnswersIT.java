package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.http.Client.Answer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
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

    /** Where organizations wait before they go, if somebody has shut it. */
    private static final long GATE = 4712;

    private static final String GATES = """
            create function wait_at_gate() returns trigger language plpgsql as
            $$ begin perform pg_advisory_xact_lock_shared(4712); return old; end $$;
            create trigger gate before delete on organizations for each row execute function wait_at_gate()
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

    /** A session that holds a lock, until it is closed. */
    private static Connection holding(String lock, long key) throws SQLException {
        Connection connection = DATABASE.dataSource().getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute("select " + lock + "(" + key + ")");
        }
        return connection;
    }

    private static long number(String question) {
        return DATABASE.jdbc().sql(question).query(Long.class).single();
    }

    private static String text(String question) {
        return DATABASE.jdbc().sql(question).query(String.class).single();
    }

    private static CompletableFuture<Answer> inTheMeantime(String key, String method, String path, String... headers) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return client.ask(key, method, path, "", headers);
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
        try (Connection chunk = holding("pg_advisory_lock_shared", CHUNK_GATE)) {
            answer = client.ask(key, "POST", path, HOLD);
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
        assertThat(before.json().at("/rows").asLong()).isEqualTo(8);
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
                .isEqualTo(8);
    }
}
