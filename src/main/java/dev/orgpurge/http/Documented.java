package dev.orgpurge.http;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the document says of an endpoint beyond that it is there. The one place that says which statuses there are.
 *
 * @param id of the operation
 * @param parameters names of the document's parameters
 * @param body name of the body's schema; null: none
 * @param answers by status; everything that is done
 * @param failures everything that is not
 */
record Documented(
        String id,
        String tag,
        String summary,
        List<String> parameters,
        @Nullable String body,
        Map<String, Success> answers,
        Set<Failure> failures) {

    static final String OPTIONAL_BODY = "ForceBody";

    private static final String ADMINISTRATION = "Administration";
    private static final String OPERATIONS = "Operations";
    private static final String ORGANIZATION = "/admin/organizations/{id}";

    static final List<String> OF_DELETION = List.of("Location", "Preference-Applied");

    private static final Success ACCEPTED = new Success(
            "It lasts longer than you would wait: look at the operation",
            "Operation",
            List.of("Location", "Retry-After", "Preference-Applied"));

    private static final Success CHANGED = Success.of("OK", "Organization");

    private static final Map<String, Documented> ALL = Map.ofEntries(
            Map.entry(
                    "DELETE /org/{org_id}",
                    changing("deleteOrganization", "Organizations", "Delete organization")
                            .with("path_org_id", "organization_force_delete", "dry_run", "prefer", "idempotency_key")
                            .body(OPTIONAL_BODY)
                            .or("200", new Success("OK", "ProviderAnswer", OF_DELETION))
                            .or("202", ACCEPTED)),
            Map.entry(
                    "DELETE " + ORGANIZATION,
                    changing("hardDeleteOrganization", ADMINISTRATION, "Delete organization for good, users and all")
                            .with("admin_id", "dry_run", "prefer", "idempotency_key")
                            .or("200", new Success("What a rehearsal found (dry_run)", "Operation", OF_DELETION))
                            .or("202", ACCEPTED)
                            .or("204", new Success("Deleted", null, OF_DELETION))),
            Map.entry(
                    "PATCH " + ORGANIZATION + "/deactivate",
                    changing("deactivateOrganization", ADMINISTRATION, "Deactivate; it becomes due later")
                            .with("admin_id")
                            .or("200", CHANGED)),
            Map.entry(
                    "PATCH " + ORGANIZATION + "/reactivate",
                    changing("reactivateOrganization", ADMINISTRATION, "Take a deactivation back")
                            .with("admin_id")
                            .or("200", CHANGED)),
            Map.entry(
                    "POST " + ORGANIZATION + "/holds",
                    changing("placeHold", ADMINISTRATION, "Place a legal hold; none is released over HTTP")
                            .with("admin_id")
                            .body("HoldBody")
                            .or(
                                    "201",
                                    Success.of(
                                            "It stands, also if something that began before is still at work",
                                            "Hold"))),
            Map.entry(
                    "GET " + ORGANIZATION,
                    looking("getOrganization", ADMINISTRATION, "How an organization stands")
                            .with("admin_id")
                            .or("200", CHANGED)),
            Map.entry(
                    "GET " + ORGANIZATION + "/users/count",
                    looking("countUsers", ADMINISTRATION, "How many users it has")
                            .with("admin_id")
                            .or("200", Success.of("OK", "Count"))),
            Map.entry(
                    "GET /operations/{id}",
                    looking("getOperation", OPERATIONS, "What became of a deletion")
                            .with("operation_id")
                            .or("200", new Success("OK", "Operation", List.of("Retry-After")))),
            Map.entry(
                    "GET /operations/{id}/certificate",
                    looking("getCertificate", OPERATIONS, "The proof that the organization is gone")
                            .with("operation_id")
                            .or("200", Success.of("OK", "Certificate"))),
            Map.entry("GET /livez", open("live", "The process lives")),
            Map.entry(
                    "GET /readyz",
                    open("ready", "The database answers").or("503", Success.of("It does not", "Health"))));

    /**
     * One way to end well.
     *
     * @param schema null: no body
     */
    record Success(String description, @Nullable String schema, List<String> headers) {

        static Success of(String description, String schema) {
            return new Success(description, schema, List.of());
        }
    }

    private static Documented changing(String id, String tag, String summary) {
        return new Documented(id, tag, summary, List.of(), null, Map.of(), EnumSet.allOf(Failure.class));
    }

    private static Documented looking(String id, String tag, String summary) {
        return new Documented(
                id, tag, summary, List.of(), null, Map.of(), EnumSet.complementOf(EnumSet.of(Failure.CONFLICT)));
    }

    private static Documented open(String id, String summary) {
        return new Documented(id, "Service", summary, List.of(), null, Map.of(), Set.of())
                .or("200", Success.of("OK", "Health"));
    }

    private Documented with(String... names) {
        return new Documented(id, tag, summary, List.of(names), body, answers, failures);
    }

    private Documented body(String schema) {
        return new Documented(id, tag, summary, parameters, schema, answers, failures);
    }

    private Documented or(String status, Success success) {
        Map<String, Success> more = new LinkedHashMap<>(answers);
        more.put(status, success);
        return new Documented(id, tag, summary, parameters, body, more, failures);
    }

    /** @throws IllegalStateException if nobody has written down what it answers */
    static Documented of(String method, String path) {
        Documented documented = ALL.get(method + " " + path);
        if (documented == null) {
            throw new IllegalStateException(method + " " + path + " is not documented");
        }
        return documented;
    }

    /** It makes an operation, and may be answered with its end. */
    boolean deletes() {
        return answers.containsKey("202");
    }

    /** Anybody may ask. */
    boolean open() {
        return failures.isEmpty();
    }
}
