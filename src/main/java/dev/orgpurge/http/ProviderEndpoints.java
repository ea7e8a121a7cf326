package dev.orgpurge.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.async.DeferredResult;

/** The API that resellers' back offices speak. */
@RestController
final class ProviderEndpoints {

    private final Deletions deletions;
    private final Sites sites;

    ProviderEndpoints(Deletions deletions, Sites sites) {
        this.deletions = deletions;
        this.sites = sites;
    }

    @DeleteMapping("/org/{org_id}")
    DeferredResult<ResponseEntity<byte[]>> delete(
            @PathVariable("org_id") String organization, HttpServletRequest request) {
        return deletions.delete(organization, new Asked(request), Asked::deletionWithForce, (id, headers) -> {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("status", "success");
            body.put("org_id", sites.now().id(id));
            return Answers.json(HttpStatus.OK, headers, body);
        });
    }
}
