package dev.orgpurge.http;

import dev.orgpurge.constraint.Reason;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.util.UriUtils;
import tools.jackson.databind.json.JsonMapper;

/** Bodies, in the words of the API that is asked: {@code /org/…} has one form of error, everything else another. */
final class Answers {

    static final String PROVIDER_PATH = "/org/";

    private static final Pattern SLASHES = Pattern.compile("/{2,}");

    private static final JsonMapper JSON = JsonMapper.shared();

    private static final List<HttpStatus> WAIT_AND_ASK_AGAIN =
            List.of(HttpStatus.TOO_MANY_REQUESTS, HttpStatus.SERVICE_UNAVAILABLE);

    static ResponseEntity<byte[]> json(HttpStatus status, HttpHeaders headers, Map<String, ?> body) {
        return raw(status, headers, MediaType.APPLICATION_JSON, JSON.writeValueAsBytes(body));
    }

    static ResponseEntity<byte[]> raw(HttpStatus status, HttpHeaders headers, MediaType type, byte[] body) {
        return ResponseEntity.status(status)
                .headers(headers)
                .contentType(type)
                .cacheControl(CacheControl.noStore())
                .body(body);
    }

    ResponseEntity<byte[]> error(HttpServletRequest request, Refusal refusal) {
        return error(request, refusal, new HttpHeaders());
    }

    ResponseEntity<byte[]> error(HttpServletRequest request, Refusal refusal, HttpHeaders headers) {
        headers.putAll(refusal.headers());
        if (refusal.status() == HttpStatus.UNAUTHORIZED) {
            headers.set(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"orgpurge\"");
        }
        if (WAIT_AND_ASK_AGAIN.contains(refusal.status())) {
            headers.set(HttpHeaders.RETRY_AFTER, "5");
        }
        if (wantsProblem(request)) {
            return raw(
                    refusal.status(),
                    headers,
                    MediaType.APPLICATION_PROBLEM_JSON,
                    JSON.writeValueAsBytes(problem(refusal)));
        }
        return json(
                refusal.status(),
                headers,
                path(request).startsWith(PROVIDER_PATH) ? Map.of("errors", errors(refusal)) : detail(refusal));
    }

    /** The same where no controller answers. */
    void write(HttpServletRequest request, HttpServletResponse response, Refusal refusal) throws IOException {
        ResponseEntity<byte[]> answer = error(request, refusal);
        response.setStatus(answer.getStatusCode().value());
        answer.getHeaders().forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
        byte[] body = answer.getBody();
        if (body != null) {
            response.getOutputStream().write(body);
        }
    }

    /** Where the request was for, also on its way to the error page, however it was spelt. */
    private static String path(HttpServletRequest request) {
        Object before = request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI);
        String written = String.valueOf(before == null ? request.getRequestURI() : before);
        return SLASHES.matcher(decoded(written)).replaceAll("/");
    }

    private static String decoded(String path) {
        try {
            return UriUtils.decode(path, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return path;
        }
    }

    private static boolean wantsProblem(HttpServletRequest request) {
        return Collections.list(request.getHeaders(HttpHeaders.ACCEPT)).stream()
                .anyMatch(accept -> accept.contains(MediaType.APPLICATION_PROBLEM_JSON_VALUE));
    }

    private static Map<String, Object> errors(Refusal refusal) {
        return switch (refusal.status()) {
            case UNAUTHORIZED -> Map.of("authentication", "User not authenticated");
            case FORBIDDEN -> Map.of("authorization", "Operation not allowed");
            case NOT_FOUND -> Map.of("json", "Resource not found");
            default -> Map.of("json", detail(refusal));
        };
    }

    private static Map<String, Object> detail(Refusal refusal) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("detail", refusal.detail());
        body.put("code", refusal.code());
        if (!refusal.reasons().isEmpty()) {
            body.put("reasons", refusal.reasons().stream().map(Answers::reason).toList());
        }
        return body;
    }

    private static Map<String, Object> problem(Refusal refusal) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("type", "about:blank");
        body.put("title", refusal.status().getReasonPhrase());
        body.put("status", refusal.status().value());
        body.putAll(detail(refusal));
        return body;
    }

    static Map<String, @Nullable Object> reason(Reason reason) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("code", reason.code().name());
        body.put("table", reason.table());
        body.put("constraint", reason.constraint());
        body.put("detail", reason.detail());
        return body;
    }
}
