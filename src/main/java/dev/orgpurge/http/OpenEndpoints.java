package dev.orgpurge.http;

import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What needs no key: what Kubernetes asks. */
@RestController
final class OpenEndpoints {

    /** Springdoc answers the first. */
    static final String[] PATHS = {"/openapi.json", "/livez", "/readyz"};

    private final DatabaseAnswers database;

    OpenEndpoints(DatabaseAnswers database) {
        this.database = database;
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
