package dev.orgpurge.http;

import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the document says of an endpoint beyond what its controller shows. The one place that says which statuses there are.
 *
 * @param parameters names of the document's parameters
 * @param body name of the body's schema; null: none
 * @param answers by status; everything that is done
 * @param failures everything that is not
 */
record Documented(List<String> parameters, @Nullable String body, Map<String, Success> answers, Set<Failure> failures) {

    private static final List<String> OF_DELETION = List.of("Location", "Preference-Applied");

    private static final Success ACCEPTED = new Success(
            "It lasts longer than you would wait: look at the operation",
            "Operation",
            List.of("Location", "Retry-After", "Preference-Applied"));

    private static final Map<String, Documented> ALL = all();

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

    /** By the ids of the operations. */
    private static Map<String, Documented> all() {
        Map<String, Documented> all = new LinkedHashMap<>();
        all.put(
                "deleteOrganization",
                changing(
                        "ForceBody",
                        answers("200", new Success("OK", "ProviderAnswer", OF_DELETION), "202", ACCEPTED),
                        "path_org_id",
                        "organization_force_delete",
                        "dry_run",
                        "prefer",
                        "idempotency_key"));
        Map<String, Success> hard = answers(
                "200", new Success("What a rehearsal found (dry_run)", "Operation", OF_DELETION), "202", ACCEPTED);
        hard.put("204", new Success("Deleted", null, OF_DELETION));
        all.put("hardDeleteOrganization", changing(null, hard, "admin_id", "dry_run", "prefer", "idempotency_key"));
        for (String change : List.of("deactivateOrganization", "reactivateOrganization")) {
            all.put(change, changing(null, answers("200", Success.of("OK", "Organization")), "admin_id"));
        }
        all.put("placeHold", changing("HoldBody", answers("201", Success.of("It stands", "Hold")), "admin_id"));
        all.put("getOrganization", looking(Success.of("OK", "Organization"), "admin_id"));
        all.put("countUsers", looking(Success.of("OK", "Count"), "admin_id"));
        all.put("getOperation", looking(new Success("OK", "Operation", List.of("Retry-After")), "operation_id"));
        all.put("getCertificate", looking(Success.of("OK", "Certificate"), "operation_id"));
        Success up = Success.of("OK", "Health");
        all.put("live", new Documented(List.of(), null, answers("200", up), Set.of()));
        all.put(
                "ready",
                new Documented(
                        List.of(), null, answers("200", up, "503", Success.of("It does not", "Health")), Set.of()));
        return all;
    }

    private static Map<String, Success> answers(String status, Success success) {
        Map<String, Success> answers = new LinkedHashMap<>();
        answers.put(status, success);
        return answers;
    }

    private static Map<String, Success> answers(String status, Success success, String another, Success other) {
        Map<String, Success> answers = answers(status, success);
        answers.put(another, other);
        return answers;
    }

    private static Documented changing(@Nullable String body, Map<String, Success> answers, String... parameters) {
        return new Documented(List.of(parameters), body, answers, EnumSet.allOf(Failure.class));
    }

    private static Documented looking(Success answer, String... parameters) {
        return new Documented(
                List.of(parameters), null, answers("200", answer), EnumSet.complementOf(EnumSet.of(Failure.CONFLICT)));
    }

    /** @throws IllegalStateException if nobody has written down what it answers */
    static Documented of(String operation) {
        Documented documented = ALL.get(operation);
        if (documented == null) {
            throw new IllegalStateException("the operation " + operation + " is not documented");
        }
        return documented;
    }

    /** Anybody may ask. */
    boolean open() {
        return failures.isEmpty();
    }
}
