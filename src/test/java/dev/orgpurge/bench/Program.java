package dev.orgpurge.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The product as a process.
 *
 * @param launcher the command up to the program itself: Java, its options, the jar
 */
record Program(List<String> launcher, Path folder) {

    /** With what the README recommends: Java's second compiler would take from the server what it never gives back. */
    static Program packaged(Path folder) {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = Path.of("target", "orgpurge.jar").toString();
        return new Program(List.of(java, "-XX:TieredStopAtLevel=1", "-jar", jar), folder);
    }

    Program with(String javaOption) {
        List<String> command = new ArrayList<>(launcher);
        command.add(1, javaOption);
        return new Program(command, folder);
    }

    /** What it printed on stdout, and how long the process lived. */
    record Ended(String out, Duration lived) {}

    /** @throws IllegalStateException if it does not exit with 0, with what it said */
    Ended run(Database database, String configuration, String... words) {
        try {
            Files.createDirectories(folder);
            Path yaml = Files.writeString(folder.resolve("bench.yaml"), configuration);
            Path out = folder.resolve("stdout.txt");
            Path err = folder.resolve("stderr.txt");
            List<String> command = new ArrayList<>(launcher);
            command.addAll(List.of(words));
            ProcessBuilder builder =
                    new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().put("SPRING_DATASOURCE_URL", database.url());
            builder.environment().put("SPRING_DATASOURCE_USERNAME", database.user());
            builder.environment().put("SPRING_DATASOURCE_PASSWORD", database.password());
            builder.environment().put("SPRING_CONFIG_ADDITIONAL_LOCATION", yaml.toString());
            long started = System.nanoTime();
            int exit = await(builder.start());
            Duration lived = Duration.ofNanos(System.nanoTime() - started);
            if (exit != 0) {
                throw new IllegalStateException("%s exited with %d: %s"
                        .formatted(
                                String.join(" ", words),
                                exit,
                                Files.readString(err).strip()));
            }
            return new Ended(Files.readString(out), lived);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int await(Process process) {
        try {
            return process.waitFor();
        } catch (InterruptedException e) {
            process.destroy();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
