package dev.orgpurge;

import dev.orgpurge.shell.Console;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/**
 * What the program does while Java watches it to make a cache for its start ({@code -XX:AOTCacheOutput}, Java 25): everything
 * that a nightly run does before it has a database, and then the classes that it would have loaded had there been one.
 */
final class TrainingRun {

    /** One name a line, as an executing night loads them; ImageIT writes a new list and tells when this one is too old. */
    static final String CLASSES = "training-classes.txt";

    /** Nobody listens there; the night before the first connection is what is wanted. */
    private static final String NO_DATABASE = "jdbc:postgresql://localhost:1/training";

    private TrainingRun() {}

    /** Ends with another code than 0 if the program did not do what is to be learned from it. */
    public static void main(String[] args) {
        require(0, "--help");
        require(0, "completion", "bash");
        require(
                1,
                "purge-due",
                "--execute",
                "--spring.datasource.url=" + NO_DATABASE,
                "--orgpurge.organization.table=organizations",
                "--orgpurge.organization.due[0].rule=deactivated",
                "--orgpurge.organization.due[0].when=status = 'DEACTIVATED'",
                "--orgpurge.organization.due[0].since=deactivated_at",
                "--orgpurge.organization.due[0].grace=30d");
        List<String> names = names();
        long loaded = names.stream().filter(TrainingRun::load).count();
        Console.system().err().println("trained with " + loaded + " of " + names.size() + " listed classes");
    }

    private static void require(int exit, String... words) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream nowhere = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            int ended = OrgPurgeApplication.run(words, nowhere, nowhere, InputStream.nullInputStream());
            if (ended != exit) {
                throw new IllegalStateException("the training run's " + words[0] + " ended with " + ended + ", not "
                        + exit + ": " + said.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private static List<String> names() {
        InputStream list = Objects.requireNonNull(TrainingRun.class.getResourceAsStream(CLASSES));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.UTF_8))) {
            return lines.lines().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A class that is there no longer, or in no module of this Java, is no reason to fail. */
    private static boolean load(String name) {
        try {
            return Class.forName(name, false, TrainingRun.class.getClassLoader()) != null;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }
}
