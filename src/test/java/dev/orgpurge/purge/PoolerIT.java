package dev.orgpurge.purge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.Cli.Result;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PgBouncer between the program and the server; where it is not installed, nothing is asked. */
class PoolerIT {

    private static final String POLICY = "src/test/resources/town.yaml";
    private static final Path PGBOUNCER = Path.of("/usr/sbin/pgbouncer");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final TestDatabase town = Town.founded();
    private final List<Process> started = new ArrayList<>();

    @TempDir
    Path folder;

    @AfterEach
    void end() throws InterruptedException {
        for (Process process : started) {
            process.destroy();
            process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
    }

    @Test
    void in_session_mode_it_is_not_noticed() throws IOException {
        assertThat(Cli.run(town, "init").exit()).isZero();

        Result result = through("session", "", "purge-due", "--execute");

        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(Town.count(town, "organizations")).isEqualTo(5);
    }

    @Test
    void in_transaction_mode_it_is_refused_even_if_the_driver_prepares_nothing() throws IOException {
        assertThat(Cli.run(town, "init").exit()).isZero();

        Result result = through("transaction", "?prepareThreshold=0", "purge-due", "--execute");

        assertThat(result.exit()).as(result.err()).isEqualTo(ExitCode.USAGE.code());
        assertThat(result.err()).contains("[POOLER_DETECTED]");
        assertThat(Town.count(town, "orgpurge.run")).isZero();
        assertThat(Cli.run(town, "purge-due", "--execute", "--spring.config.additional-location=" + POLICY)
                        .exit())
                .as("no lock stays behind in the pooler's connection")
                .isZero();
    }

    private Result through(String mode, String options, String... words) throws IOException {
        assumeThat(PGBOUNCER).isExecutable();
        String url = pooled(mode) + options;
        List<String> all = new ArrayList<>(List.of(words));
        all.add("--spring.config.additional-location=" + POLICY);
        return Cli.run(
                new TestDatabase(url, town.user(), town.password(), town.dataSource(), town.superuser()),
                all.toArray(String[]::new));
    }

    /** Runs as somebody else if this is root, which PgBouncer refuses to be. */
    private String pooled(String mode) throws IOException {
        URI server = URI.create(town.url().substring("jdbc:".length()));
        int port = freePort();
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=127.0.0.1 port=%d user=%s password=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = any
                pool_mode = %s
                """.formatted(
                        server.getPort(), town.user(), town.password(), port, mode));
        List<String> command = new ArrayList<>(List.of(PGBOUNCER.toString(), settings.toString()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.addAll(1, List.of("-u", "nobody"));
        }
        started.add(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("pgbouncer.log").toFile())
                .start());
        await().atMost(PATIENCE).ignoreExceptions().until(() -> answers(port));
        return "jdbc:postgresql://127.0.0.1:" + port + server.getPath();
    }

    private static boolean answers(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
