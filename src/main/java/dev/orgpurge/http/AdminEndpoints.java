package dev.orgpurge.http;

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
@RestController
@RequestMapping("/admin/organizations/{id}")
final class AdminEndpoints {

    private final Deletions deletions;
    private final OrganizationStates states;

    AdminEndpoints(Deletions deletions, OrganizationStates states) {
        this.deletions = deletions;
        this.states = states;
    }

    @DeleteMapping
    DeferredResult<ResponseEntity<byte[]>> delete(@PathVariable("id") String id, HttpServletRequest request) {
        return deletions.delete(
                id,
                new Asked(request),
                Asked::hardDeletion,
                (organization, headers) ->
                        ResponseEntity.noContent().headers(headers).build());
    }

    @GetMapping
    ResponseEntity<byte[]> organization(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.look(Caller.current(), id, new Asked(request)));
    }

    @GetMapping("/users/count")
    ResponseEntity<byte[]> users(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.users(Caller.current(), id, new Asked(request)));
    }

    @PatchMapping("/deactivate")
    ResponseEntity<byte[]> deactivate(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.deactivate(Caller.current(), id, new Asked(request)));
    }

    @PatchMapping("/reactivate")
    ResponseEntity<byte[]> reactivate(@PathVariable("id") String id, HttpServletRequest request) {
        return ok(states.reactivate(Caller.current(), id, new Asked(request)));
    }

    /** There is no way to release one here: who lifts a legal hold sits at the console. */
    @PostMapping("/holds")
    ResponseEntity<byte[]> hold(@PathVariable("id") String id, HttpServletRequest request) {
        return Answers.json(
                HttpStatus.CREATED, new HttpHeaders(), states.hold(Caller.current(), id, new Asked(request)));
    }

    private static ResponseEntity<byte[]> ok(Map<String, ?> body) {
        return Answers.json(HttpStatus.OK, new HttpHeaders(), body);
    }
}
