package dev.orgpurge.http;

import static java.util.stream.Collectors.toMap;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.validation.RequestParameter;
import io.vertx.openapi.validation.RequestValidator;
import io.vertx.openapi.validation.ResponseValidator;
import io.vertx.openapi.validation.ValidatableResponse;
import io.vertx.openapi.validation.impl.RequestParameterImpl;
import io.vertx.openapi.validation.impl.ValidatableRequestImpl;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Vert.x's library for OpenAPI 3.1, which knows nothing of us: is the document one, a request valid, an answer what it promises? */
final class Validator {

    private static final Vertx VERTX =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));

    private static final String PROBLEM = "application/problem+json";

    private final JsonNode document;
    private final OpenAPIContract contract;
    private final RequestValidator requests;
    private final ResponseValidator responses;

    /** @throws IllegalArgumentException if it is no OpenAPI document */
    Validator(JsonNode document) {
        this.document = document;
        try {
            this.contract = await(OpenAPIContract.from(VERTX, new JsonObject(known(document))));
        } catch (CompletionException e) {
            throw new IllegalArgumentException("no OpenAPI document", e.getCause());
        }
        this.requests = RequestValidator.create(VERTX, contract);
        this.responses = ResponseValidator.create(VERTX, contract);
    }

    /** The library refuses media types that it has no parser for, and a server's address that is relative to the document's. */
    private static String known(JsonNode document) {
        JsonNode copy = document.deepCopy();
        ((ObjectNode) copy).remove("servers");
        copy.findParents(PROBLEM).forEach(content -> ((ObjectNode) content).remove(PROBLEM));
        return copy.toString();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /** A request as it was sent. */
    record Sent(String method, URI uri, Map<String, String> headers, String body) {}

    /** What is wrong with a request; empty: nothing. */
    Optional<String> complaint(Sent sent) {
        Map.Entry<String, String> operation =
                operation(sent.method(), sent.uri().getPath());
        Map<String, RequestParameter> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(parameters(sent.headers()));
        RequestParameterImpl body = new RequestParameterImpl(sent.body().isEmpty() ? null : Buffer.buffer(sent.body()));
        return complaint(requests.validate(
                new ValidatableRequestImpl(
                        Map.of(),
                        headers,
                        parameters(inPath(operation.getKey(), sent.uri().getRawPath())),
                        parameters(inQuery(sent.uri())),
                        body,
                        sent.body().isEmpty() ? null : "application/json"),
                operation.getValue()));
    }

    /** What is wrong with an answer; empty: nothing. */
    Optional<String> complaint(String method, String path, int status, String contentType, String body) {
        ValidatableResponse answer = body.isEmpty()
                ? ValidatableResponse.create(status)
                : ValidatableResponse.create(status, Buffer.buffer(body), contentType);
        return complaint(responses.validate(answer, operation(method, path).getValue()));
    }

    private static Optional<String> complaint(Future<?> validated) {
        try {
            await(validated);
            return Optional.empty();
        } catch (CompletionException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** The path as documented, and the operation's id. */
    private Map.Entry<String, String> operation(String method, String path) {
        for (Map.Entry<String, JsonNode> known : document.get("paths").properties()) {
            JsonNode operation = known.getValue().path(method.toLowerCase(Locale.ROOT));
            if (operation.isObject() && pattern(known.getKey()).matcher(path).matches()) {
                return Map.entry(known.getKey(), operation.get("operationId").asString());
            }
        }
        throw new AssertionError("the document has no " + method + " " + path);
    }

    private static Pattern pattern(String template) {
        return Pattern.compile(template.replaceAll("\\{([^}]+)}", "(?<p>[^/]+)"));
    }

    private static Map<String, String> inPath(String template, String path) {
        Matcher name = Pattern.compile("\\{([^}]+)}").matcher(template);
        Matcher value = pattern(template).matcher(path);
        return name.find() && value.matches() ? Map.of(name.group(1), decoded(value.group("p"))) : Map.of();
    }

    private static Map<String, String> inQuery(URI uri) {
        Map<String, String> query = new LinkedHashMap<>();
        List<String> pairs = uri.getRawQuery() == null
                ? List.of()
                : Arrays.asList(uri.getRawQuery().split("&", -1));
        pairs.forEach(pair -> query.put(pair.replaceFirst("=.*", ""), decoded(pair.replaceFirst("^[^=]*=?", ""))));
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, RequestParameter> parameters(Map<String, String> values) {
        return values.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, value -> new RequestParameterImpl(value.getValue())));
    }
}
