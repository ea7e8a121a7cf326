package dev.orgpurge.bench;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the command line may say, each as {@code -Dbench.NAME=VALUE}.
 *
 * @param server another one than an embedded one
 * @param java a Java 25 or newer for the fixed cost with an AOT cache
 */
record Options(
        List<String> scenarios,
        Size size,
        int pairs,
        List<String> rivals,
        List<Integer> workers,
        Optional<Database> server,
        Path out,
        Optional<Path> java) {

    static final List<String> USUAL = List.of("interleaved", "many-small", "deep");

    /** @param property a system property's value, or null */
    static Options read(Function<String, @Nullable String> property) {
        UnaryOperator<String> value = name -> Optional.ofNullable(property.apply("bench." + name))
                .map(String::strip)
                .orElse("");
        return new Options(
                scenarios(value.apply("scenario")),
                size(value.apply("size")),
                number("pairs", value.apply("pairs"), 3),
                chosen("rivals", value.apply("rivals"), Rivals.names()),
                workers(value.apply("workers")),
                server(value),
                Path.of(otherwise(value.apply("out"), "target/bench")),
                Optional.of(value.apply("java")).filter(java -> !java.isEmpty()).map(Path::of));
    }

    /** Without the password. */
    Map<String, String> told() {
        Map<String, String> told = new LinkedHashMap<>();
        told.put("scenario", String.join(",", scenarios));
        told.put("size", size.name().toLowerCase(Locale.ROOT));
        told.put("pairs", String.valueOf(pairs));
        told.put("rivals", String.join(",", rivals));
        told.put("workers", workers.stream().map(String::valueOf).collect(Collectors.joining(",")));
        told.put("server", server.isPresent() ? "given" : "embedded");
        told.put("out", out.toString());
        return told;
    }

    private static List<String> scenarios(String value) {
        if (value.equals("all")) {
            return Scenarios.ALL;
        }
        return value.isEmpty() ? USUAL : chosen("scenario", value, Scenarios.KNOWN);
    }

    private static Size size(String value) {
        return Arrays.stream(Size.values())
                .filter(size -> size.name().toLowerCase(Locale.ROOT).equals(otherwise(value, "quick")))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("bench.size is \"" + value + "\": write quick, medium or full"));
    }

    private static List<String> chosen(String name, String value, List<String> known) {
        List<String> chosen = value.isEmpty() ? known : words(value).toList();
        chosen.stream().filter(word -> !known.contains(word)).findFirst().ifPresent(word -> {
            throw new IllegalArgumentException(
                    "bench.%s has \"%s\": write some of %s".formatted(name, word, String.join(",", known)));
        });
        return chosen;
    }

    private static List<Integer> workers(String value) {
        return words(otherwise(value, "1,2"))
                .map(word -> number("workers", word, 1))
                .toList();
    }

    private static int number(String name, String value, int otherwise) {
        if (value.isEmpty()) {
            return otherwise;
        }
        if (!value.matches("[1-9][0-9]{0,2}")) {
            throw new IllegalArgumentException(
                    "bench.%s has \"%s\": write a number from 1 to 999".formatted(name, value));
        }
        return Integer.parseInt(value);
    }

    private static Optional<Database> server(UnaryOperator<String> value) {
        String url = value.apply("url");
        if (!url.isEmpty() && !url.matches("jdbc:postgresql://[^/]+/[^/?]+(\\?.*)?")) {
            throw new IllegalArgumentException(
                    "bench.url is \"" + url + "\": write jdbc:postgresql://HOST:PORT/DATABASE");
        }
        return url.isEmpty()
                ? Optional.empty()
                : Optional.of(new Database(url, otherwise(value.apply("user"), "postgres"), value.apply("password")));
    }

    private static Stream<String> words(String value) {
        return Arrays.stream(value.split(",")).map(String::strip);
    }

    private static String otherwise(String value, String otherwise) {
        return value.isEmpty() ? otherwise : value;
    }
}
