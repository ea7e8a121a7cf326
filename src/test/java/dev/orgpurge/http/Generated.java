package dev.orgpurge.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * A request made from an OpenAPI document: every operation, with every parameter left out, as its schema and examples have it, and
 * as they do not.
 *
 * @param valid as the document sees it
 */
record Generated(String method, String target, boolean valid) {

    private static final Map<String, List<String>> INVALID = Map.of(
            "integer", List.of("abc", "4.5", "1e400", "%20", "null"),
            "boolean", List.of("maybe", "1", "TRUE", ""));

    private static final Map<String, List<String>> VALID =
            Map.of("boolean", List.of("false", "true"), "integer", List.of("0", "-1", "99999", "9223372036854775807"));

    /** @param ids organizations that exist, tried where the document wants a number in the path */
    static List<Generated> from(JsonNode document, List<String> ids) {
        List<Generated> all = new ArrayList<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String method = operation.getKey().toUpperCase(Locale.ROOT);
                    List<Generated> some = List.of(new Generated(method, path.getKey(), true));
                    for (JsonNode parameter : operation.getValue().get("parameters")) {
                        some = with(document, some, resolve(document, parameter), ids);
                    }
                    all.addAll(some);
                }));
        return all;
    }

    private static List<Generated> with(
            JsonNode document, List<Generated> before, JsonNode parameter, List<String> ids) {
        JsonNode schema = resolve(document, parameter.get("schema"));
        String type = schema.get("type").asString();
        boolean inPath = parameter.get("in").asString().equals("path");
        List<String> good = new ArrayList<>(required(VALID, type));
        if (inPath) {
            good.addAll(ids);
            document.findValues("example").forEach(example -> good.add(example.asString()));
        }
        List<Generated> after = new ArrayList<>();
        for (Generated one : before) {
            if (!inPath) {
                after.add(one);
            }
            good.forEach(value -> after.add(one.with(parameter, value, one.valid)));
            required(INVALID, type).forEach(value -> after.add(one.with(parameter, value, false)));
        }
        return after;
    }

    private static List<String> required(Map<String, List<String>> values, String type) {
        return Objects.requireNonNull(values.get(type), () -> "no values are known for the type " + type);
    }

    private Generated with(JsonNode parameter, String value, boolean nowValid) {
        String name = parameter.get("name").asString();
        return new Generated(
                method,
                parameter.get("in").asString().equals("path")
                        ? target.replace("{" + name + "}", value)
                        : target + (target.contains("?") ? "&" : "?") + name + "=" + value,
                nowValid);
    }

    private static JsonNode resolve(JsonNode document, JsonNode node) {
        JsonNode reference = node.path("$ref");
        return reference.isString() ? document.at(reference.asString().substring(1)) : node;
    }
}
