package dev.orgpurge.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** What needs no key: what Kubernetes asks. */
@Tag(name = "Service")
@RestController
final class OpenEndpoints {

    /** Springdoc answers the first. */
    static final String[] PATHS = {"/openapi.json", "/livez", "/readyz"};

    private final DatabaseAnswers database;

    OpenEndpoints(DatabaseAnswers database) {
        this.database = database;
    }

    @Operation(operationId = "live", summary = "The process lives")
    @GetMapping("/livez")
    ResponseEntity<byte[]> live() {
        return Answers.json(HttpStatus.OK, new HttpHeaders(), Map.of("status", "up"));
    }

    @Operation(operationId = "ready", summary = "The database answers")
    @GetMapping("/readyz")
    ResponseEntity<byte[]> ready() {
        return database.lately()
                ? Answers.json(HttpStatus.OK, new HttpHeaders(), Map.of("status", "up"))
                : Answers.json(HttpStatus.SERVICE_UNAVAILABLE, new HttpHeaders(), Map.of("status", "down"));
    }
}
