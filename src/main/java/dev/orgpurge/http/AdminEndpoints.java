package dev.orgpurge.http;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** The API of administrators: it deletes users and all, without being told to. */
@Tag(name = "Administration")
@RestController
@RequestMapping("/admin/organizations/{id}")
final class AdminEndpoints {

    private final Deletions deletions;
    private final OrganizationStates states;

    AdminEndpoints(Deletions deletions, OrganizationStates states) {
        this.deletions = deletions;
        this.states = states;
    }

    @Operation(operationId = "hardDeleteOrganization", summary = "Delete organization for good, users and all")
    @DeleteMapping
    DeferredResult<ResponseEntity<byte[]>> delete(@PathVariable("id") String id, HttpServletRequest request) {
        return deletions.delete(
                id,
                new Asked(request),
                Asked::hardDeletion,
                (organization, headers) ->
                        ResponseEntity.noContent().headers(headers).build());
    }

    @Operation(operationId = "getOrganization", summary = "How an organization stands")
    @GetMapping
    ResponseEntity<byte[]> organization(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.look(Caller.current(), id, new Asked(request)));
    }

    @Operation(operationId = "countUsers", summary = "How many users it has")
    @GetMapping("/users/count")
    ResponseEntity<byte[]> users(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.users(Caller.current(), id, new Asked(request)));
    }

    @Operation(operationId = "deactivateOrganization", summary = "Deactivate; it becomes due later")
    @PatchMapping("/deactivate")
    ResponseEntity<byte[]> deactivate(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.deactivate(Caller.current(), id, new Asked(request)));
    }

    @Operation(operationId = "reactivateOrganization", summary = "Take a deactivation back")
    @PatchMapping("/reactivate")
    ResponseEntity<byte[]> reactivate(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.reactivate(Caller.current(), id, new Asked(request)));
    }

    /** There is no way to release one here: who lifts a legal hold sits at the console. */
    @Operation(operationId = "placeHold", summary = "Place a legal hold; none is released over HTTP")
    @PostMapping("/holds")
    ResponseEntity<byte[]> hold(@PathVariable("id") String id, HttpServletRequest request) {
        return Answers.json(
                HttpStatus.CREATED, new HttpHeaders(), states.hold(Caller.current(), id, new Asked(request)));
    }

    private static ResponseEntity<byte[]> ok(Map<String, ?> body) {
        return Answers.json(HttpStatus.OK, new HttpHeaders(), body);
    }
}
