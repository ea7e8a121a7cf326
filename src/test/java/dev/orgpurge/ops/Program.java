package dev.orgpurge.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The packaged program as a process of its own; ended for good when the test is over. */
final class Program implements AutoCloseable {

    private static final int PATIENCE_SECONDS = 90;

    private final Process process;
    private final Path out;
    private final List<String> messages = new ArrayList<>();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final Thread reader;

    private Program(Process process, Path out) {
        this.process = process;
        this.out = out;
        this.reader = new Thread(this::follow, "stderr of " + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    static Program start(Path directory, String... arguments) throws IOException {
        Path jar = Path.of("target", "orgpurge.jar").toAbsolutePath();
        assertThat(jar).as("the packaged program").exists();
        List<String> command = new ArrayList<>(List.of(java(), "-XX:TieredStopAtLevel=1", "-jar", jar.toString()));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile(directory, "out", ".txt");
        return new Program(
                new ProcessBuilder(command)
                        .directory(directory.toFile())
                        .redirectOutput(out.toFile())
                        .start(),
                out);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private void follow() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                unread.add(line);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal by its name, such as INT. */
    void signal(String name) throws IOException, InterruptedException {
        int sent = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
        assertThat(sent).isZero();
    }

    /** Waits until the program has said something on stderr. */
    void awaitMessage(String part) throws InterruptedException {
        String line = "";
        while (!line.contains(part)) {
            @Nullable String next = unread.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(next).as("a message with '%s' after %s", part, messages).isNotNull();
            line = String.valueOf(next);
            messages.add(line);
        }
    }

    boolean running() {
        return process.isAlive();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("it ends; it said %s", messages)
                .isTrue();
        reader.join();
        unread.drainTo(messages);
        return process.exitValue();
    }

    /** What it said on stderr; whole once it has ended. */
    List<String> messages() {
        return List.copyOf(messages);
    }

    String out() throws IOException {
        return Files.readString(out);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
