package dev.orgpurge.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.http.Client.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;

/** What becomes of deletions that wait together, go in one run, are stopped, and are asked for again; by whom, and with what force. */
@Timeout(300)
@Waives(
        value = {Invariant.NO_CONNECTION, Invariant.NO_LOCK},
        because = "the server goes on between the tests")
@SuppressWarnings("try") // locks are held, not used
class QueueIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final String RUN_LOCK = "select pg_advisory_lock(" + 0x6f72677075726765L + ")";
    private static final String GATE = "select pg_advisory_lock(4711)";

    /** The flows of organizations that stand in the table wait at the gate before they go. */
    private static final String GATES = """
            create table gated (id bigint primary key);
            create function wait_at_gate() returns trigger language plpgsql set lock_timeout = 0 as
            $$ begin
              if exists (select from gated where id = old.organization_id) then
                perform pg_advisory_xact_lock_shared(4711);
              end if;
              return old;
            end $$;
            create trigger gate before delete on flows for each row execute function wait_at_gate()
            """;

    private static final TestDatabase DATABASE = ServedApi.newDatabase();
    private static final ExecutorService CALLERS = Executors.newCachedThreadPool();

    private static int management;
    private static ServedApi api;
    private static Client client;
    private static String admin = "";

    @BeforeAll
    static void serve() throws Exception {
        DATABASE.script(GATES);
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            management = free.getLocalPort();
        }
        api = ServedApi.start(
                DATABASE,
                "--orgpurge.batch.max-organizations=1",
                "--management.server.port=" + management,
                "--management.server.address=127.0.0.1");
        client = new Client(api.url());
        admin = api.key("--role", "admin", "--every-organization");
    }

    @AfterAll
    static void end() {
        CALLERS.shutdownNow();
        api.close();
    }

    /** One run of these, stopped by a person when the first has lost its flows and the others nothing. */
    private String stopped(int... ids) throws Exception {
        DATABASE.script("insert into gated values (" + ids[0] + ")");
        for (int i = 0; i < ids.length; i++) {
            DATABASE.script("update organizations set deactivated_at = now() - interval '900 days' + interval '" + i
                    + " days' where id = " + ids[i]);
        }
        String run;
        CompletableFuture<JsonNode> stop;
        try (Held gate = new Held(GATE)) {
            together(ids);
            gate.awaitWaiting();
            run = single("select run_id::text from orgpurge.run where status = 'RUNNING'");
            stop = CompletableFuture.supplyAsync(() -> api.command("stop", "--run-id", run), CALLERS);
            await().atMost(PATIENCE)
                    .until(() ->
                            number("select count(*) from orgpurge.stop_request where run_id = '" + run + "'") == 1);
        }
        stop.get();
        for (int id : ids) {
            awaitStatus(id, "stopped");
            assertThat(exists(id)).isTrue();
        }
        return run;
    }

    /** Queued while somebody else holds the run lock, so that they go in one run. */
    private void together(int... ids) throws Exception {
        try (Held lock = new Held(RUN_LOCK)) {
            for (int id : ids) {
                queued("/admin/organizations/" + id);
            }
        }
    }

    @Test
    void who_asks_again_after_a_stop_gets_his_own_deletion_and_nobody_elses() throws Exception {
        String run = stopped(71, 72, 73, 74);
        String own = api.key("--role", "purger", "--organization", "74");
        long admitted = admitted();

        assertThat(deletion(own, "/org/74").status()).isEqualTo(200);

        assertThat(exists(74)).isFalse();
        for (int id : List.of(71, 72, 73)) {
            assertThat(exists(id)).as("organization " + id).isTrue();
            assertThat(operation(id).at("/status").asString()).isEqualTo("stopped");
            assertThat(purgeClosed(id)).isZero();
        }
        assertThat(admitted()).isEqualTo(admitted + 1);
        assertThat(single(
                        "select string_agg(organization || ' ' || status || ' ' || (reasons -> 0 ->> 'code'), ', ' order by ordinal)"
                                + " from orgpurge.run_organization where run_id = '" + run
                                + "' and organization <> '74'"))
                .isEqualTo("71 frozen STOPPED, 72 blocked STOPPED, 73 blocked STOPPED");

        assertThat(deletion(admin, "/admin/organizations/72").status()).isEqualTo(204);
        assertThat(deletion(admin, "/admin/organizations/71").status()).isEqualTo(204);
        assertThat(exists(73)).isTrue();
        assertThat(Stream.of(71, 72, 74).map(QueueIT::purgeClosed)).containsOnly(1L);
        assertThat(api.command("verify").at("/status").asString()).isEqualTo("intact");
    }

    @Test
    void a_server_that_dies_before_it_told_of_a_stop_does_not_go_on_with_what_was_stopped() throws Exception {
        stopped(76, 77);
        try (Held lock = new Held(RUN_LOCK)) {
            DATABASE.script("update orgpurge.operation set state = 'TAKEN', outcome = null, code = null, detail = null,"
                    + " finished_at = null where organization in ('76', '77')");
            assertThat(operation(76).at("/status").asString()).isEqualTo("running");
        }
        awaitStatus(76, "stopped");
        awaitStatus(77, "stopped");
        assertThat(exists(76)).isTrue();
        assertThat(exists(77)).isTrue();
    }

    @Test
    void who_was_refused_in_a_run_that_was_stopped_is_asked_anew_and_the_others_are_left() throws Exception {
        DATABASE.script("insert into gated values (79)");
        String run;
        CompletableFuture<JsonNode> stop;
        try (Held gate = new Held(GATE)) {
            try (Held lock = new Held(RUN_LOCK)) {
                for (int id : List.of(78, 79, 80)) {
                    queued("/admin/organizations/" + id);
                }
                String why = "{\"matter\": \"Doe\", \"reason\": \"court\"}";
                assertThat(client.ask(admin, "POST", "/admin/organizations/78/holds", why)
                                .status())
                        .isEqualTo(201);
            }
            gate.awaitWaiting();
            run = single("select run_id::text from orgpurge.run where status = 'RUNNING'");
            stop = CompletableFuture.supplyAsync(() -> api.command("stop", "--run-id", run), CALLERS);
            await().atMost(PATIENCE)
                    .until(() ->
                            number("select count(*) from orgpurge.stop_request where run_id = '" + run + "'") == 1);
        }
        stop.get();
        awaitStatus(79, "stopped");
        assertThat(operation(78).at("/code").asString()).isEqualTo("LEGAL_HOLD");
        api.command("hold-release", "--org-id", "78", "--reason", "settled");

        assertThat(deletion(admin, "/admin/organizations/78").status()).isEqualTo(204);
        assertThat(single("select string_agg(organization || ' ' || status, ', ' order by organization)"
                        + " from orgpurge.run_organization where run_id = '" + run + "'"))
                .isEqualTo("78 blocked, 79 claimed, 80 pending");
    }

    @Test
    void what_somebody_finishes_at_the_console_is_the_same_operation_and_certified() throws Exception {
        String run = stopped(81, 82);
        String before = location(82);
        assertThat(client.ask(admin, "GET", before + "/certificate").status()).isEqualTo(404);

        assertThat(api.command("restart", "--run-id", run).at("/status").asString())
                .isEqualTo("complete");

        JsonNode done = operation(82);
        assertThat(done.at("/status").asString()).isEqualTo("succeeded");
        assertThat(done.at("/code").isNull()).isTrue();
        assertThat(client.ask(admin, "GET", done.at("/certificate").asString())
                        .json()
                        .at("/org_id")
                        .asString())
                .isEqualTo("82");
        Answer again = deletion(admin, "/admin/organizations/82");
        assertThat(again.status()).isEqualTo(204);
        assertThat(again.header("Location")).isEqualTo(before);
    }

    @Test
    void while_purging_is_paused_nothing_is_taken_up_and_the_ledger_does_not_grow() throws Exception {
        api.command("pause", "--reason", "closing the books");
        try {
            queued("/admin/organizations/84");
            queued("/org/85");
            await().atMost(PATIENCE)
                    .until(() -> number("select count(*) from orgpurge.operation where waiting = 'PAUSED'") == 2);
            long entries = number("select count(*) from orgpurge.ledger_entry");
            await().during(Duration.ofSeconds(4))
                    .atMost(PATIENCE)
                    .until(() -> number("select count(*) from orgpurge.ledger_entry") == entries);
        } finally {
            api.command("resume");
        }
        awaitStatus(84, "succeeded");
        awaitStatus(85, "succeeded");
    }

    @Test
    void force_is_of_the_request_and_not_of_whoever_asked_first() throws Exception {
        try (Held lock = new Held(RUN_LOCK)) {
            queued("/org/91");
            DATABASE.script("insert into users (organization_id, email) values (91, 'late'), (92, 'a')");
            queued("/admin/organizations/92");
            Answer unforced = client.ask(admin, "DELETE", "/org/92");
            assertThat(unforced.status()).as(unforced.body()).isEqualTo(400);
            queued("/admin/organizations/91");
        }
        awaitStatus(91, "succeeded");
        awaitStatus(92, "succeeded");
        assertThat(number("select count(*) from orgpurge.operation where organization in ('91', '92')"))
                .isEqualTo(2);
    }

    @Test
    void force_comes_in_time_for_what_is_refused_without() throws Exception {
        DATABASE.script("insert into gated values (93)");
        try (Held gate = new Held(GATE)) {
            DATABASE.script("update organizations set deactivated_at = now() - interval '900 days' where id = 93");
            try (Held lock = new Held(RUN_LOCK)) {
                queued("/org/93");
                queued("/org/94");
            }
            gate.awaitWaiting();
            DATABASE.script("insert into users (organization_id, email) values (94, 'late')");
            queued("/admin/organizations/94");
        }
        awaitStatus(94, "succeeded");
        assertThat(exists(94)).isFalse();
        assertThat(number("select count(*) from orgpurge.operation where organization = '94'"))
                .isEqualTo(1);
    }

    @Test
    void a_rehearsal_without_force_is_not_answered_by_one_with_force() throws Exception {
        DATABASE.script("insert into users (organization_id, email) values (96, 'a')");
        try (Held table = new Held("lock table flows in access exclusive mode")) {
            queued("/admin/organizations/96?dry_run=true");
            table.awaitWaiting();
            Answer unforced = client.ask(admin, "DELETE", "/org/96?dry_run=true");
            assertThat(unforced.status()).as(unforced.body()).isEqualTo(400);
        }
        assertThat(deletion(admin, "/admin/organizations/96?dry_run=true").status())
                .isEqualTo(200);
        assertThat(exists(96)).isTrue();
    }

    @Test
    void what_waits_for_a_revoked_key_is_not_begun_unless_another_key_asks_too() throws Exception {
        JsonNode made = api.command("api-key-create", "--role", "admin", "--every-organization");
        String lost = made.at("/key").asString();
        try (Held lock = new Held(RUN_LOCK)) {
            queued(lost, "/admin/organizations/97");
            queued(lost, "/admin/organizations/98");
            queued(admin, "/admin/organizations/98");
            api.command("api-key-revoke", "--key-id", made.at("/key_id").asString());
        }
        awaitStatus(98, "succeeded");
        awaitStatus(97, "refused");
        assertThat(operation(97).at("/code").asString()).isEqualTo("KEY_REVOKED");
        assertThat(single(
                        "select body::jsonb -> 'facts' ->> 'api_key' from orgpurge.ledger_entry where kind = 'API_REQUEST'"
                                + " and organization = '97' and body::jsonb -> 'facts' ->> 'code' = 'KEY_REVOKED'"))
                .isEqualTo(made.at("/key_id").asString());
        assertThat(exists(97)).isTrue();
    }

    @Test
    void runs_are_counted_that_were_made() throws Exception {
        assertThat(deletion(admin, "/admin/organizations/99").status()).isEqualTo(204);
        double counted = counter();
        String row = "insert into organizations values (99, 'back', 'acme', 'DEACTIVATED', now() - interval '90 days')";
        DATABASE.script(row);
        try (Held lock = new Held(RUN_LOCK)) {
            queued("/admin/organizations/99");
            DATABASE.script("delete from organizations where id = 99");
        }
        awaitStatus(99, "succeeded");
        assertThat(counter()).as("an earlier run was the answer").isEqualTo(counted);
        assertThat(deletion(admin, "/admin/organizations/100").status()).isEqualTo(204);
        assertThat(counter()).isEqualTo(counted + 1);
    }

    private static double counter() throws Exception {
        String name = "orgpurge_api_runs_total ";
        return new Client(URI.create("http://127.0.0.1:" + management), client.contract())
                .send("", "GET", "/actuator/prometheus", "")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                .sum();
    }

    private static Answer deletion(String key, String path) throws Exception {
        return client.ask(key, "DELETE", path, "", "Prefer", "wait=60");
    }

    private static void queued(String path) throws Exception {
        queued(admin, path);
    }

    private static void queued(String key, String path) throws Exception {
        Answer answer = client.ask(key, "DELETE", path, "", "Prefer", "respond-async");
        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    }

    private static String location(int id) {
        return "/operations/"
                + single("select operation_id::text from orgpurge.operation where organization = '" + id
                        + "' order by number desc limit 1");
    }

    private static JsonNode operation(int id) throws Exception {
        return client.ask(admin, "GET", location(id)).json();
    }

    private static void awaitStatus(int id, String status) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(operation(id).at("/status").asString())
                        .as("operation of " + id)
                        .isEqualTo(status));
    }

    private static long admitted() {
        return number("select count(*) from orgpurge.ledger_entry where kind = 'API_REQUEST'"
                + " and body::jsonb -> 'facts' ->> 'action' = 'purge'"
                + " and body::jsonb -> 'facts' ->> 'decision' = 'admitted'");
    }

    private static long purgeClosed(int id) {
        return number("select count(*) from orgpurge.ledger_entry where kind = 'PURGE_CLOSED' and organization = '" + id
                + "'");
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

    /** What a session of the test holds until it is closed. */
    private static final class Held implements AutoCloseable {

        private final Connection keeper;
        private final int pid;

        Held(String statement) throws SQLException {
            keeper = DATABASE.dataSource().getConnection();
            keeper.setAutoCommit(false);
            try (Statement lock = keeper.createStatement()) {
                lock.execute(statement);
                try (ResultSet self = lock.executeQuery("select pg_backend_pid()")) {
                    self.next();
                    pid = self.getInt(1);
                }
            }
        }

        /** Until somebody waits for it. */
        void awaitWaiting() {
            await().atMost(PATIENCE)
                    .until(() -> number(
                                    "select count(*) from pg_locks w join pg_locks h using (locktype)"
                                            + " where not w.granted and h.granted and h.pid = " + pid
                                            + " and w.database = h.database and w.relation is not distinct from h.relation"
                                            + " and w.objid is not distinct from h.objid and locktype in ('advisory', 'relation')")
                            > 0);
        }

        @Override
        public void close() throws SQLException {
            try (Statement unlock = keeper.createStatement()) {
                unlock.execute("select pg_advisory_unlock_all()");
            }
            keeper.rollback();
            keeper.close();
        }
    }
}
