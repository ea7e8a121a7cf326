package dev.orgpurge.ops;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class PushgatewayIT {

    private static final String GATEWAY = "--management.prometheus.metrics.export.pushgateway.";

    private final DueOrganization due = new DueOrganization();
    private final Queue<Push> pushes = new ConcurrentLinkedQueue<>();

    @TempDir
    Path directory;

    private record Push(String method, String path, String body) {}

    @Test
    void a_run_posts_its_numbers_before_the_process_ends() throws Exception {
        assertThat(withGateway("purge-due", "--execute")).isZero();

        assertThat(pushes).isNotEmpty().allSatisfy(push -> {
            assertThat(push.method()).isEqualTo("POST");
            assertThat(push.path()).isEqualTo("/metrics/job/orgpurge");
        });
        assertThat(List.copyOf(pushes).get(pushes.size() - 1).body().lines())
                .contains(
                        "orgpurge_rows_deleted_total " + (double) DueOrganization.ROWS,
                        "orgpurge_run_status{status=\"complete\"} 1.0",
                        "orgpurge_last_run_rows " + (double) DueOrganization.ROWS)
                .anyMatch(line -> line.startsWith("orgpurge_last_success_timestamp_seconds "));
    }

    @Test
    void a_rehearsal_posts_nothing_of_the_nights_and_looking_posts_nothing() throws Exception {
        assertThat(withGateway("purge-due")).isZero();

        assertThat(pushes).isNotEmpty();
        assertThat(List.copyOf(pushes).get(pushes.size() - 1).body().lines())
                .contains("orgpurge_rehearsal_status{status=\"complete\"} 1.0")
                .noneMatch(line -> line.startsWith("orgpurge_last_run_") || line.startsWith("orgpurge_rows_"));
        pushes.clear();
        assertThat(withGateway("candidates")).isZero();
        assertThat(pushes).isEmpty();
    }

    @Test
    void a_run_at_work_is_ready_alive_and_can_be_looked_at_and_its_log_is_for_machines() throws Exception {
        due.gateAtLastUser();
        int port = unusedPort();
        String[] command = due.command(
                "purge-due",
                "--execute",
                "--management.server.port=" + port,
                "--management.server.address=127.0.0.1",
                "--logging.structured.format.console=ecs");
        try (Connection other = due.database().dataSource().getConnection();
                Statement hold = other.createStatement()) {
            hold.execute("select pg_advisory_lock(4711)");
            try (Program purge = Program.start(directory, command)) {
                purge.awaitMessage("step orgpurge-prepare finished");
                String actuator = "http://127.0.0.1:" + port + "/actuator/";
                assertThat(get(actuator + "health/readiness")).isEqualTo("200 {\"status\":\"UP\"}");
                assertThat(get(actuator + "health/liveness")).isEqualTo("200 {\"status\":\"UP\"}");
                assertThat(get(actuator + "prometheus"))
                        .contains("orgpurge_run_status{status=\"running\"} 1.0", "spring_batch_job_seconds_count{");
                assertThat(get(actuator + "env")).startsWith("404 ");
                hold.execute("select pg_advisory_unlock(4711)");
                assertThat(purge.awaitExit()).as("%s", purge.messages()).isZero();
                logged(purge.messages());
            }
        }
    }

    private static String get(String address) throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(address)).build(), HttpResponse.BodyHandlers.ofString());
        return answer.statusCode() + " " + answer.body();
    }

    /** One line for the run's start and end, one for each step, one for the organization; every one with the run. */
    private static void logged(List<String> messages) {
        List<JsonNode> lines = messages.stream()
                .filter(line -> line.startsWith("{"))
                .map(JsonMapper.shared()::readTree)
                .toList();
        assertThat(lines).allSatisfy(line -> {
            assertThat(line.at("/log/level").asString()).isEqualTo("INFO");
            assertThat(line.at("/run_id").asString()).hasSize(36);
        });
        assertThat(lines.stream().map(line -> line.at("/message").asString()))
                .first()
                .isEqualTo("run started, mode execute");
        assertThat(lines.stream()
                        .filter(line -> line.has("org_id"))
                        .map(line -> line.at("/org_id").asString() + " "
                                + line.at("/message").asString()))
                .containsExactly("1 organization purged");
        assertThat(lines.stream().map(line -> line.at("/message").asString()))
                .filteredOn(message -> message.startsWith("step "))
                .hasSize(4);
        assertThat(messages.toString())
                .contains("run finished, mode execute, status complete")
                .doesNotContain("Gone");
    }

    @Test
    void without_a_gateway_nothing_changes_but_one_line_of_warning_for_each_failed_push() throws Exception {
        try (Program purge = program("localhost:" + unusedPort())) {
            assertThat(purge.awaitExit()).as("%s", purge.messages()).isZero();

            assertThat(purge.messages().stream().filter(line -> line.contains("WARN")))
                    .isNotEmpty()
                    .hasSizeLessThanOrEqualTo(2)
                    .allSatisfy(line -> assertThat(line).contains("Pushgateway", "Connection refused"));
            assertThat(purge.messages()).noneMatch(line -> line.startsWith("\tat ") || line.startsWith("Caused by"));
            assertThat(due.owned()).isZero();
        }
    }

    @Test
    void an_address_that_is_none_is_told_and_stops_nothing() throws Exception {
        try (Program purge = program("no such address")) {
            assertThat(purge.awaitExit()).as("%s", purge.messages()).isZero();

            assertThat(purge.messages().stream().filter(line -> line.contains("WARN")))
                    .singleElement()
                    .asString()
                    .contains("metrics are not pushed", "pushgateway");
            assertThat(due.owned()).isZero();
        }
    }

    private Program program(String address) throws IOException {
        return Program.start(
                directory,
                due.command("purge-due", "--execute", GATEWAY + "enabled=true", GATEWAY + "address=" + address));
    }

    private int withGateway(String... words) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::accept);
        server.start();
        String address = "127.0.0.1:" + server.getAddress().getPort();
        String[] gateway = {GATEWAY + "enabled=true", GATEWAY + "format=text", GATEWAY + "address=" + address};
        String[] command = due.command(
                Stream.concat(Arrays.stream(words), Arrays.stream(gateway)).toArray(String[]::new));
        try (Program purge = Program.start(directory, command)) {
            return purge.awaitExit();
        } finally {
            server.stop(0);
        }
    }

    private void accept(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            pushes.add(new Push(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath(), body));
            exchange.sendResponseHeaders(202, -1);
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
