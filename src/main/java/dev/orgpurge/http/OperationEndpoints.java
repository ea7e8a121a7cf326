package dev.orgpurge.http;

import dev.orgpurge.operation.Operation;
import dev.orgpurge.operation.Operations;
import dev.orgpurge.report.Certificate;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What became of a deletion. */
@RestController
@RequestMapping("/operations/{id}")
final class OperationEndpoints {

    private static final Pattern ID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private final Operations operations;
    private final OperationBody bodies;
    private final Guard guard;

    OperationEndpoints(Operations operations, OperationBody bodies, Guard guard) {
        this.operations = operations;
        this.bodies = bodies;
        this.guard = guard;
    }

    @GetMapping
    ResponseEntity<byte[]> operation(@PathVariable("id") String id, HttpServletRequest request) {
        Operation operation = find(id);
        new Asked(request).nothing();
        HttpHeaders headers = new HttpHeaders();
        if (!operation.over()) {
            headers.set(HttpHeaders.RETRY_AFTER, "2");
        }
        return Answers.json(HttpStatus.OK, headers, bodies.of(operation));
    }

    @GetMapping("/certificate")
    ResponseEntity<byte[]> certificate(@PathVariable("id") String id, HttpServletRequest request) {
        Operation operation = find(id);
        new Asked(request).nothing();
        Certificate certificate = bodies.certificate(operation)
                .orElseThrow(() -> Refusal.of(
                        HttpStatus.NOT_FOUND, "NO_CERTIFICATE", "only an organization that is gone has a certificate"));
        return Answers.raw(
                HttpStatus.OK,
                new HttpHeaders(),
                MediaType.APPLICATION_JSON,
                certificate.json().getBytes(StandardCharsets.UTF_8));
    }

    /** One that the caller's key does not reach is answered as one that is not there. */
    private Operation find(String written) {
        return Optional.of(written)
                .filter(text -> ID.matcher(text).matches())
                .map(UUID::fromString)
                .flatMap(operations::find)
                .filter(operation -> guard.reaches(Caller.current(), operation))
                .orElseThrow(() -> Refusal.of(HttpStatus.NOT_FOUND, "NO_SUCH_OPERATION", "there is no such operation"));
    }
}
