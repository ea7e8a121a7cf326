package dev.orgpurge.zoo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** A folder of the zoo. */
record Scenario(Path folder) {

    private static final Path ZOO = Path.of("src", "test", "resources", "zoo");
    private static final Path BASE = ZOO.resolve("base.yaml");

    /** Rows that go: how many, and a predicate over them. */
    record Gone(long rows, String where) {}

    /** Rows that stay with another value: how many, and a query for all of the table's rows as they must become. */
    record Changed(long detached, String becomes) {}

    /** What must have happened when the purge is over; tables are named {@code schema.table}. */
    record Expectation(
            Map<String, String> organizations,
            Map<String, Gone> goes,
            Map<String, Changed> changes,
            Map<String, Long> written,
            Map<String, Long> byTrigger) {}

    static List<Scenario> all() {
        try (Stream<Path> folders = Files.list(ZOO)) {
            return folders.filter(Files::isDirectory)
                    .sorted()
                    .map(Scenario::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    String schema() {
        return text("schema.sql").orElseThrow();
    }

    String seed() {
        return text("seed.sql").orElseThrow();
    }

    Optional<String> role() {
        return text("role.txt").map(String::strip);
    }

    /** Where the configuration stands, as Spring Boot wants it. */
    String configuration() {
        String base = "file:" + BASE;
        Path policy = folder.resolve("policy.yaml");
        return Files.exists(policy) ? base + ",file:" + policy : base;
    }

    /** Lines of the error findings; empty if the scenario is to be purged. */
    Optional<List<String>> refusal() {
        return text("refusal.txt")
                .map(text ->
                        text.lines().filter(line -> !line.isBlank()).sorted().toList());
    }

    Expectation expectation() {
        Map<String, Object> read = new Yaml().load(text("expect.yaml").orElseThrow());
        return new Expectation(
                section(read, "organizations", Object::toString),
                section(read, "goes", value -> new Gone(number(field(value, "rows")), text(value, "where"))),
                section(
                        read,
                        "changes",
                        value -> new Changed(number(field(value, "detached")), text(value, "becomes"))),
                section(read, "written", Scenario::number),
                section(read, "by-trigger", Scenario::number));
    }

    private static <T> Map<String, T> section(Map<String, Object> read, String name, Function<Object, T> reader) {
        Map<String, T> section = new TreeMap<>();
        Object found = read.getOrDefault(name, Map.of());
        ((Map<?, ?>) found).forEach((key, value) -> section.put(String.valueOf(key), reader.apply(value)));
        return section;
    }

    private static Object field(Object map, String name) {
        Object value = ((Map<?, ?>) map).get(name);
        if (value == null) {
            throw new IllegalArgumentException(map + " lacks " + name);
        }
        return value;
    }

    private static String text(Object map, String name) {
        return field(map, name).toString();
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    private Optional<String> text(String file) {
        Path path = folder.resolve(file);
        try {
            return Files.exists(path) ? Optional.of(Files.readString(path)) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
