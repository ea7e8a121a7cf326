package dev.orgpurge.http;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a request says beside its path. Whatever is not understood is refused: a deletion is nothing to guess at. */
final class Asked {

    private static final String FORCE = "force";
    private static final String DRY_RUN = "dry_run";
    private static final int MOST_BYTES = 16 * 1024;
    private static final int LONGEST_NAME = 200;
    private static final int MOST_DIGITS = 9;
    private static final Pattern WAIT = Pattern.compile("wait\\s*=\\s*\"?([0-9]+)\"?");

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final HttpServletRequest request;

    Asked(HttpServletRequest request) {
        this.request = request;
    }

    /** @throws Refusal 400, if there is any parameter, or anything in the body */
    void nothing() {
        onlyParameters();
        body();
    }

    /** @throws Refusal 400, if there is another parameter, or one of these twice */
    void onlyParameters(String... known) {
        request.getParameterMap().forEach((name, values) -> {
            if (!Set.of(known).contains(name)) {
                throw Refusal.badRequest(
                        "UNKNOWN_PARAMETER",
                        known.length == 0
                                ? "this takes no parameters"
                                : "this takes the parameters " + String.join(", ", known) + " and no other");
            }
            if (values.length > 1) {
                throw Refusal.badRequest("REPEATED_PARAMETER", name + " is there twice; give it once");
            }
        });
    }

    /** What is asked for at the API where force has to be said. */
    boolean deletionWithForce() {
        onlyParameters(FORCE, DRY_RUN);
        return force();
    }

    /** What is asked for at the API that needs no force. */
    boolean hardDeletion() {
        onlyParameters(DRY_RUN);
        body();
        return true;
    }

    boolean dryRun() {
        return flag(DRY_RUN, request.getParameter(DRY_RUN)).orElse(false);
    }

    /** From the query, or from the body: there it may be a text as well. Both may say it, if they say the same. */
    private boolean force() {
        Optional<Boolean> query = flag(FORCE, request.getParameter(FORCE));
        Optional<Boolean> body = forceInBody();
        if (query.isPresent() && body.isPresent() && !query.equals(body)) {
            throw Refusal.badRequest("CONFLICTING_FORCE", "force is one thing in the query and another in the body");
        }
        return query.or(() -> body).orElse(false);
    }

    private Optional<Boolean> forceInBody() {
        Map<String, JsonNode> body = body(FORCE);
        JsonNode force = body.get(FORCE);
        if (force == null) {
            return Optional.empty();
        }
        if (!force.isBoolean() && !force.isString()) {
            throw badFlag(FORCE);
        }
        return force.isBoolean() ? Optional.of(force.booleanValue()) : flag(FORCE, force.stringValue());
    }

    private static Optional<Boolean> flag(String name, @Nullable String written) {
        if (written == null) {
            return Optional.empty();
        }
        return switch (written) {
            case "true", "True" -> Optional.of(true);
            case "false", "False" -> Optional.of(false);
            default -> throw badFlag(name);
        };
    }

    private static Refusal badFlag(String name) {
        return Refusal.badRequest("BAD_VALUE", name + " is neither true nor false");
    }

    /** A text of the body that has to be there. */
    static String text(Map<String, JsonNode> body, String name) {
        JsonNode value = body.get(name);
        if (value == null || !value.isString() || value.stringValue().isBlank()) {
            throw Refusal.badRequest("BAD_VALUE", name + " is missing or no text; write a few words, they are kept");
        }
        return value.stringValue().strip();
    }

    /**
     * The properties of the body's object; none if there is no body.
     *
     * @throws Refusal 400, if there is something else in it: a misspelt dry_run would delete
     */
    Map<String, JsonNode> body(String... known) {
        byte[] bytes = bytes();
        if (bytes.length == 0) {
            return Map.of();
        }
        JsonNode body = tree(bytes);
        if (!body.isObject() || !Arrays.asList(known).containsAll(body.propertyNames())) {
            throw Refusal.badRequest(
                    "BAD_BODY",
                    known.length == 0
                            ? "this takes no body, or an empty JSON object"
                            : "the body is to be a JSON object with " + String.join(", ", known) + " and nothing else");
        }
        return body.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static JsonNode tree(byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException e) {
            throw Refusal.badRequest("BAD_BODY", "the body is no JSON");
        }
    }

    private byte[] bytes() {
        byte[] bytes = Bodies.of(request);
        if (bytes.length > MOST_BYTES) {
            throw Refusal.of(HttpStatus.CONTENT_TOO_LARGE, "TOO_LARGE", "the body is larger than 16 kB");
        }
        return bytes;
    }

    /** How long the caller would wait, as RFC 7240 has him say it: a wait is one beside respond-async too; empty if he does not say. */
    Optional<Duration> patience() {
        List<String> preferences = preferences();
        Optional<Duration> wait = preferences.stream()
                .map(WAIT::matcher)
                .filter(Matcher::matches)
                .map(found -> seconds(found.group(1)))
                .findFirst();
        return wait.or(() -> preferences.contains("respond-async") ? Optional.of(Duration.ZERO) : Optional.empty());
    }

    private List<String> preferences() {
        return Collections.list(request.getHeaders("Prefer")).stream()
                .flatMap(line -> Arrays.stream(line.split("[,;]", -1)))
                .map(preference -> preference.strip().toLowerCase(Locale.ROOT))
                .toList();
    }

    /** More than anybody may wait is the same, however much more. */
    private static Duration seconds(String digits) {
        String plain = digits.replaceFirst("^0+(?=.)", "");
        return Duration.ofSeconds(plain.length() > MOST_DIGITS ? Integer.MAX_VALUE : Long.parseLong(plain));
    }

    /** The caller's name for the request; null: it has none. */
    @Nullable
    String idempotencyKey() {
        List<String> names = Collections.list(request.getHeaders("Idempotency-Key"));
        if (names.isEmpty()) {
            return null;
        }
        String name = names.get(0).strip();
        if (names.size() > 1 || name.isEmpty() || name.length() > LONGEST_NAME || !name.matches("\\p{Graph}+")) {
            throw Refusal.badRequest(
                    "BAD_IDEMPOTENCY_KEY", "Idempotency-Key is to be one word of up to 200 printable characters");
        }
        return name;
    }
}
