package dev.orgpurge.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** A program that is asked if this machine has it: named by {@code -Dtool.NAME=FILE}, or on the PATH. */
record Tool(Path file) {

    /** Skips the test, visibly, where there is none. */
    static Tool require(String name, String wayToGetIt) {
        Optional<Tool> found = find(name);
        Assumptions.assumeTrue(found.isPresent(), () -> name + " is not on the PATH: " + wayToGetIt);
        return found.orElseThrow();
    }

    private static Optional<Tool> find(String name) {
        String named = System.getProperty("tool." + name);
        Stream<Path> places = named == null
                ? Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, name))
                : Stream.of(Path.of(named));
        return places.filter(Files::isExecutable).findFirst().map(Tool::new);
    }

    /** What it says on stdout; anything but success fails the test with all that it said. */
    String run(Path directory, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(file.toString()));
        command.addAll(List.of(arguments));
        Path said = Files.createTempFile("tool", ".err");
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(said.toFile())
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        String err = Files.readString(said);
        Files.delete(said);
        assertThat(exit).as("%s: %s%s", command, out, err).isZero();
        return out;
    }
}
