package dev.orgpurge.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What needs no key: the document of the API, and what Kubernetes asks. */
@RestController
final class OpenEndpoints {

    static final String DOCUMENT = "openapi.json";
    static final String[] PATHS = {"/" + DOCUMENT, "/livez", "/readyz"};

    private final DatabaseAnswers database;
    private final byte[] document;

    OpenEndpoints(DatabaseAnswers database) {
        this.database = database;
        try (InputStream stream = Objects.requireNonNull(OpenEndpoints.class.getResourceAsStream(DOCUMENT), DOCUMENT)) {
            this.document = stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @GetMapping("/" + DOCUMENT)
    ResponseEntity<byte[]> document() {
        return Answers.raw(HttpStatus.OK, new HttpHeaders(), MediaType.APPLICATION_JSON, document);
    }

    @GetMapping("/livez")
    ResponseEntity<byte[]> live() {
        return Answers.json(HttpStatus.OK, new HttpHeaders(), Map.of("status", "up"));
    }

    @GetMapping("/readyz")
    ResponseEntity<byte[]> ready() {
        return database.lately()
                ? Answers.json(HttpStatus.OK, new HttpHeaders(), Map.of("status", "up"))
                : Answers.json(HttpStatus.SERVICE_UNAVAILABLE, new HttpHeaders(), Map.of("status", "down"));
    }
}
