package dev.orgpurge.http;

import dev.orgpurge.access.ApiKey;
import dev.orgpurge.access.ApiKeys;
import dev.orgpurge.access.Decisions;
import dev.orgpurge.access.Decisions.Decision;
import dev.orgpurge.access.Permission;
import dev.orgpurge.http.Sites.Site;
import dev.orgpurge.operation.Operation;
import dev.orgpurge.operation.Operations;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.Organizations;
import dev.orgpurge.problem.Problem;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.springframework.dao.DataAccessException;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

/** Who may ask for what. Whether something exists is looked at afterwards: a stranger learns nothing about it. */
final class Guard {

    private static final int LONGEST_ID = 200;

    private static final Map<Route, Permission> NEEDED = needs();

    private final Sites sites;
    private final Operations operations;
    private final Decisions decisions;

    Guard(Sites sites, Operations operations, Decisions decisions) {
        this.sites = sites;
        this.operations = operations;
        this.decisions = decisions;
    }

    /** An endpoint. */
    record Route(HttpMethod method, String pattern) {

        boolean matches(String asked, String path) {
            return method.matches(asked)
                    && PathPatternParser.defaultInstance.parse(pattern).matches(PathContainer.parsePath(path));
        }
    }

    private static Map<Route, Permission> needs() {
        Map<Route, Permission> needs = new LinkedHashMap<>();
        needs.put(new Route(HttpMethod.DELETE, "/org/{org_id}"), Permission.PURGE);
        needs.put(new Route(HttpMethod.DELETE, "/admin/organizations/{id}"), Permission.PURGE);
        needs.put(new Route(HttpMethod.PATCH, "/admin/organizations/{id}/deactivate"), Permission.DEACTIVATE);
        needs.put(new Route(HttpMethod.PATCH, "/admin/organizations/{id}/reactivate"), Permission.DEACTIVATE);
        needs.put(new Route(HttpMethod.POST, "/admin/organizations/{id}/holds"), Permission.HOLD);
        needs.put(new Route(HttpMethod.GET, "/admin/organizations/{id}"), Permission.READ);
        needs.put(new Route(HttpMethod.GET, "/admin/organizations/{id}/users/count"), Permission.READ);
        needs.put(new Route(HttpMethod.GET, "/operations/{id}"), Permission.READ);
        needs.put(new Route(HttpMethod.GET, "/operations/{id}/certificate"), Permission.READ);
        return needs;
    }

    /** The permission that each endpoint needs. */
    static Map<Route, Permission> needed() {
        return Map.copyOf(NEEDED);
    }

    /** The same for a request, for the record; empty if there is no such endpoint. */
    static Optional<Permission> needed(String method, String path) {
        return NEEDED.entrySet().stream()
                .filter(need -> need.getKey().matches(method, path))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    /**
     * What a key asks to be done.
     *
     * @param written the organization, as the request names it
     * @param facts what else the record of a refusal says
     */
    record Wanted(ApiKey caller, Permission action, String written, Map<String, String> facts) {}

    /**
     * Does what is asked for, for a key that reaches the organization. If it is refused, that is on record; whoever admits it
     * records that with what he does. A failure is no decision: what became of the work is not known here.
     *
     * @throws Refusal as {@link #organization} does
     */
    <T> T change(Wanted wanted, Function<OrganizationId, T> work) {
        Optional<OrganizationId> id = reached(wanted.caller(), wanted.action(), wanted.written());
        try {
            return work.apply(id.orElseThrow(Guard::noId));
        } catch (Refusal refusal) {
            refused(wanted, id, refusal.code());
            throw refusal;
        } catch (Problem problem) {
            if (problem.kind() != Problem.Kind.UNEXPECTED) {
                refused(wanted, id, problem.code());
            }
            throw problem;
        } catch (DataAccessException denied) {
            if (Refusals.privilegeIsMissing(denied)) {
                refused(wanted, id, Refusals.MISSING_PRIVILEGE);
            }
            throw denied;
        }
    }

    private void refused(Wanted wanted, Optional<OrganizationId> id, String code) {
        decisions.record(wanted.caller(), wanted.action(), id.orElse(null), Decision.REFUSED, code, wanted.facts());
    }

    /**
     * The organization that a request names, if the caller's key reaches it.
     *
     * @throws Refusal 403 if the key does not reach it, whether it exists or not; 400 if the text is no id, and the key reaches all
     */
    OrganizationId organization(ApiKey caller, Permission action, String written) {
        return reached(caller, action, written).orElseThrow(Guard::noId);
    }

    private static Refusal noId() {
        return Refusal.badRequest("INVALID_ID", "the id is no key of an organization");
    }

    /** Empty if the text is no id, and the key reaches all. */
    private Optional<OrganizationId> reached(ApiKey caller, Permission action, String written) {
        Optional<OrganizationId> id = parse(written);
        if (!id.map(known -> reaches(caller, known)).orElse(caller.reach().everything())) {
            decisions.record(caller, action, id.orElse(null), Decision.DENIED, "REACH", Map.of());
            throw Refusals.forbidden();
        }
        return id;
    }

    /** Who pastes a key into a path is not to find it in the ledger: where ids are texts it would be one. */
    private Optional<OrganizationId> parse(String written) {
        if (written.isBlank()
                || written.length() > LONGEST_ID
                || written.matches("(?s).*\\p{Cc}.*")
                || ApiKeys.mayContainKey(written)) {
            return Optional.empty();
        }
        Site site = sites.now();
        try {
            // +42 and 042 are numbers as well, but nobody's way to name 42
            return Optional.of(site.organizations().parse(written))
                    .filter(id -> id.value().equalsIgnoreCase(written))
                    .filter(site::named);
        } catch (Problem noId) {
            return Optional.empty();
        }
    }

    private boolean reaches(ApiKey caller, OrganizationId id) {
        return reaches(
                caller, id, () -> operations.latestDeletion(id).flatMap(last -> Optional.ofNullable(last.provider())));
    }

    /** True if the key reaches the organization of an operation; one that it does not reach is to it as one that is not there. */
    boolean reaches(ApiKey caller, Operation operation) {
        return reaches(caller, operation.organization(), () -> Optional.ofNullable(operation.provider()));
    }

    /** @param before whose it was, if it is gone by the API's hand: its provider may go on asking */
    private boolean reaches(ApiKey caller, OrganizationId id, Supplier<Optional<String>> before) {
        String own = caller.reach().organization();
        if (own != null) {
            return own.equals(id.value());
        }
        String provider = caller.reach().provider();
        return provider == null
                || sites.provider(id)
                        .or(() -> exists(id) ? Optional.empty() : before.get())
                        .filter(provider::equals)
                        .isPresent();
    }

    private boolean exists(OrganizationId id) {
        Organizations organizations = sites.now().organizations();
        return organizations.find(id, organizations.now()).isPresent();
    }
}
