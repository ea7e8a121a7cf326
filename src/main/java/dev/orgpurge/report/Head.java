package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Span;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a report is about and by which rules the runs in it went.
 *
 * @param from null: it is about one run
 * @param system of the last run's start: database, server_version, system_identifier
 * @param within seconds after its due date in which an organization is to be gone; null: nobody said
 * @param lastNight position at which the last run began that looked at everybody; 0: there was none
 * @param rules each set of rules in force, in order
 * @param plans digests of the plans in force
 * @param reverified what purged organizations were counted again, and with what result
 */
record Head(
        Span span,
        @Nullable Instant from,
        @Nullable Instant to,
        Map<String, @Nullable Object> system,
        @Nullable String contact,
        @Nullable Long within,
        long lastNight,
        List<Rules> rules,
        List<String> plans,
        List<Map<String, @Nullable Object>> reverified) {

    static final String FORMAT = "orgpurge-report/1";

    /**
     * Rules in force.
     *
     * @param policy the text that the digest is of; null: the ledger is older than the record of it
     * @param selection the query that selects candidates; null likewise
     */
    record Rules(
            String policyDigest,
            @Nullable String policy,
            @Nullable String selectionDigest,
            @Nullable String selection) {

        private Map<String, @Nullable Object> fields() {
            Map<String, @Nullable Object> fields = new LinkedHashMap<>();
            fields.put("policy_digest", policyDigest);
            fields.put("policy", policy);
            fields.put("selection_digest", selectionDigest);
            fields.put("selection", selection);
            return fields;
        }
    }

    Map<String, @Nullable Object> scope() {
        Map<String, @Nullable Object> scope = new LinkedHashMap<>();
        scope.put("run_id", span.run() == null ? null : span.run().toString());
        scope.put("from", from == null ? null : CanonicalJson.time(from));
        scope.put("to", to == null ? null : CanonicalJson.time(to));
        return scope;
    }

    Map<String, @Nullable Object> ledger() {
        Map<String, @Nullable Object> ledger = new LinkedHashMap<>();
        ledger.put("first_position", span.first());
        ledger.put("last_position", span.last());
        ledger.put("last_entry", span.head());
        ledger.put("as_of", CanonicalJson.time(span.asOf()));
        return ledger;
    }

    List<Map<String, @Nullable Object>> rulesFields() {
        return rules.stream().map(Rules::fields).toList();
    }
}
