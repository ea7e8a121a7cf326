package dev.orgpurge.soak;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;

/**
 * A PostgreSQL of its own that writes to the disk as one in service does, so that an immediate shutdown is followed by a real
 * crash recovery. Its data directory outlives it.
 */
final class SoakServer implements AutoCloseable {

    static final String APPLICATION = "application";

    /** The role of the product: no superuser, owner of its own schema alone. */
    static final String PURGER = "purger";

    private static final Duration START = Duration.ofSeconds(60);

    private final Path data;
    private final int port;
    private EmbeddedPostgres postgres;

    SoakServer(Path data) throws IOException {
        this.data = data;
        Files.createDirectories(data.getParent());
        this.postgres = start(0);
        this.port = postgres.getPort();
    }

    private EmbeddedPostgres start(int at) throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START)
                .setServerConfig("fsync", "on")
                .setServerConfig("synchronous_commit", "on")
                .setServerConfig("max_connections", "60")
                .setServerConfig("log_min_messages", "panic");
        return (at == 0 ? builder : builder.setPort(at)).start();
    }

    int port() {
        return port;
    }

    Path data() {
        return data;
    }

    PGSimpleDataSource dataSource(String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(database));
        source.setUser("postgres");
        source.setApplicationName(APPLICATION);
        return source;
    }

    private String url(String database) {
        return "jdbc:postgresql://localhost:" + port + "/" + database;
    }

    /** The database as the product sees it; its data source is the application's. */
    TestDatabase database(String name) {
        return new TestDatabase(url(name), PURGER, "none", dataSource(name), dataSource(name));
    }

    /** Every backend ends without a goodbye and nothing is flushed; then the server recovers. */
    synchronized void crash(Duration away) throws IOException, InterruptedException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        new ProcessBuilder("kill", "-QUIT", pid).start().waitFor();
        while (ProcessHandle.of(Long.parseLong(pid))
                .filter(ProcessHandle::isAlive)
                .isPresent()) {
            Thread.sleep(20);
        }
        Thread.sleep(away.toMillis());
        LoggingSystem.get(SoakServer.class.getClassLoader())
                .setLogLevel(EmbeddedPostgres.class.getName(), LogLevel.OFF);
        postgres.close();
        postgres = start(port);
    }

    @Override
    public synchronized void close() throws IOException {
        postgres.close();
    }
}
