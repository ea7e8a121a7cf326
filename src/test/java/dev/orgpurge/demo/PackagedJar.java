package dev.orgpurge.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The product as it is shipped, run as an operator runs it.
 *
 * @param environment the configuration, set for each command
 */
record PackagedJar(Path jar, Map<String, String> environment, PrintStream out) {

    /** Prints the command line and all it says. @throws IllegalStateException if it does not exit with 0 */
    void run(String... words) throws IOException, InterruptedException {
        run(Excerpt.of(out), words);
    }

    /** Prints the command line and an excerpt of what it says. @throws IllegalStateException if it does not exit with 0 */
    void run(Excerpt excerpt, String... words) throws IOException, InterruptedException {
        out.println();
        out.println("$ java -jar " + jar + " " + String.join(" ", words));
        List<String> command = new ArrayList<>(List.of(java(), "-jar", jar.toString()));
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        int exit = finish(builder.start(), excerpt);
        if (exit != 0) {
            throw new IllegalStateException(String.join(" ", words) + " exited with " + exit + " instead of 0");
        }
    }

    private int finish(Process process, Excerpt excerpt) throws IOException, InterruptedException {
        process.getOutputStream().close();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                excerpt.line(line);
            }
        }
        excerpt.end();
        return process.waitFor();
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
