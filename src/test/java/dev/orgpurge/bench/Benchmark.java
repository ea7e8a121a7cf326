package dev.orgpurge.bench;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Measures OrgPurge against its rivals; slow is no failure, but rows deleted wrongly are. */
public final class Benchmark {

    private Benchmark() {}

    /** Options are system properties, see {@code docs/performance.md}; to be run in the project's folder, after packaging. */
    public static void main(String[] args) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.exit(exit(out));
    }

    private static int exit(PrintStream out) {
        try {
            return run(Options.read(System::getProperty), out) ? 0 : 1;
        } catch (IllegalArgumentException e) {
            System.err.println("bench: " + e.getMessage());
            return 2;
        } catch (IOException | SQLException | IllegalStateException e) {
            System.err.println("bench: " + e.getMessage());
            return 1;
        }
    }

    /** @return whether every contender deleted what it should, and nothing else */
    static boolean run(Options options, PrintStream out) throws IOException, SQLException {
        Files.createDirectories(options.out());
        try (Server server = options.server()
                .map(Server::given)
                .orElseGet(() -> Server.own(options.out()
                        .resolve("postgres-" + ProcessHandle.current().pid())))) {
            Map<String, Object> surroundings = surroundings(options, server);
            surroundings.forEach((name, value) -> out.println(name + ": " + value));
            List<Result> results = measure(options, server, out);
            write(options, surroundings, results, out);
            return results.stream().allMatch(result -> result.wrong().isEmpty());
        }
    }

    private static List<Result> measure(Options options, Server server, PrintStream out) throws SQLException {
        Program program = Program.packaged(options.out().resolve("program"));
        Course course = new Course(server, program, options.pairs(), System.err);
        Scenarios scenarios = new Scenarios(options, program);
        List<Result> results = new ArrayList<>();
        for (String name : options.scenarios()) {
            Result result = course.run(scenarios.named(name));
            new Report(out).print(result);
            results.add(result);
        }
        return results;
    }

    private static Map<String, Object> surroundings(Options options, Server server) throws SQLException {
        Map<String, Object> surroundings = new LinkedHashMap<>();
        surroundings.put("at", Instant.now().toString());
        surroundings.put("options", options.told());
        surroundings.put("machine", Machine.told());
        surroundings.put("postgresql", server.version());
        surroundings.put("settings", server.settings());
        return surroundings;
    }

    private static void write(Options options, Map<String, Object> surroundings, List<Result> results, PrintStream out)
            throws IOException {
        Path json = Files.writeString(options.out().resolve("bench.json"), Json.of(surroundings, results));
        Path picture = Files.writeString(options.out().resolve("bench.svg"), Picture.of(results));
        out.printf("%nwritten: %s, %s%n", json, picture);
    }
}
