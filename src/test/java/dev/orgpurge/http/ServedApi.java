package dev.orgpurge.http;

import static org.awaitility.Awaitility.await;

import dev.orgpurge.OrgPurgeApplication;
import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code serve} inside the test's JVM, on a database with organizations 1 to 399. */
final class ServedApi implements AutoCloseable {

    static final Path FOLDER = Path.of("src", "test", "resources", "http");

    private static final Pattern WHERE = Pattern.compile("Serving (\\S+);");
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final TestDatabase database;
    private final List<String> configuration;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final Thread thread;
    private volatile @Nullable Integer exit;

    private ServedApi(Path policy, TestDatabase database, String... more) {
        this.database = database;
        configuration = new ArrayList<>(List.of("--spring.config.additional-location=" + policy));
        List<String> serve = new ArrayList<>(List.of("serve"));
        serve.addAll(configuration);
        serve.addAll(List.of(more));
        serve.addAll(List.of(
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password()));
        thread = new Thread(() -> run(serve), "serve");
        thread.setDaemon(true);
    }

    private void run(List<String> words) {
        try (PrintStream stream = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            exit = OrgPurgeApplication.run(words.toArray(String[]::new), stream, stream, InputStream.nullInputStream());
        }
    }

    static TestDatabase newDatabase() {
        try {
            TestDatabase database = TestServer.newDatabase();
            database.script(Files.readString(FOLDER.resolve("schema.sql")));
            database.others(
                    Map.of("active ones", "select * from organizations where id between 300 and 389 and id % 10 = 0"));
            database.productComes();
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ServedApi start(TestDatabase database, String... more) throws InterruptedException {
        return start(FOLDER.resolve("policy.yaml"), database, more);
    }

    static ServedApi start(Path policy, TestDatabase database, String... more) throws InterruptedException {
        ServedApi api = new ServedApi(policy, database, more);
        api.thread.start();
        api.url();
        return api;
    }

    /** Where it listens. */
    URI url() {
        await().atMost(PATIENCE)
                .until(() -> exit != null || WHERE.matcher(said()).find());
        Matcher where = WHERE.matcher(said());
        if (where.find()) {
            return URI.create(where.group(1));
        }
        throw new IllegalStateException("it does not serve: " + said());
    }

    String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    /** A command beside it, in JSON. */
    JsonNode command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(configuration);
        all.addAll(List.of("--output", "json"));
        Cli.Result result = Cli.run(database, all.toArray(String[]::new));
        if (result.exit() != 0) {
            throw new IllegalStateException(result.err());
        }
        return JsonMapper.shared().readTree(result.out());
    }

    /** A new key. */
    String key(String... words) {
        List<String> all = new ArrayList<>(List.of("api-key-create"));
        all.addAll(List.of(words));
        return command(all.toArray(String[]::new)).at("/key").asString();
    }

    @Override
    public void close() {
        try {
            for (int tries = 0; thread.isAlive() && tries < 6; tries++) {
                thread.interrupt(); // again, because what asks the database in this moment may swallow it
                thread.join(PATIENCE.toMillis() / 6);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("it does not end: " + said());
        }
    }
}
