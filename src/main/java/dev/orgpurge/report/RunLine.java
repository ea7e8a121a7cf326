package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.LedgerEntry;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a report says of one run.
 *
 * @param started null: before the report begins
 * @param finished when it last ended; null: it has not, where the report ends
 * @param facts of its start, replanning and end, under the names they are recorded by
 * @param restarts how often it was gone on with
 */
record RunLine(
        UUID run,
        @Nullable Instant started,
        @Nullable Instant finished,
        int restarts,
        Map<String, @Nullable Object> facts) {

    private static final List<String> TOLD = List.of(
            "requested_by",
            "executing_role",
            "request_id",
            "named_organization",
            "tool_version",
            "plan_digest",
            "policy_digest",
            "selection_digest",
            "status",
            "error",
            "rows",
            "organizations");

    static RunLine begin(LedgerEntry entry) {
        return new RunLine(Objects.requireNonNull(entry.runId()), null, null, 0, Map.of()).after(entry);
    }

    RunLine after(LedgerEntry entry) {
        return switch (entry.kind()) {
            case RUN_STARTED -> new RunLine(run, entry.at(), finished, restarts, with(entry));
            case RUN_RESTARTED -> new RunLine(run, started, null, restarts + 1, facts);
            case RUN_REPLANNED -> new RunLine(run, started, finished, restarts, with(entry));
            case RUN_FINISHED -> new RunLine(run, started, entry.at(), restarts, with(entry));
            default -> this;
        };
    }

    private Map<String, @Nullable Object> with(LedgerEntry entry) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(facts);
        for (String name : TOLD) {
            if (entry.facts().containsKey(name)) {
                more.put(name, entry.facts().get(name));
            }
        }
        return more;
    }

    /** As a word; {@code open} if it has not ended. */
    String status() {
        return finished == null ? "open" : String.valueOf(facts.get("status")).toLowerCase(java.util.Locale.ROOT);
    }

    @Nullable
    String fact(String name) {
        return Objects.toString(facts.get(name), null);
    }

    Map<String, @Nullable Object> fields() {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("run_id", run.toString());
        fields.put("started_at", started == null ? null : CanonicalJson.time(started));
        fields.put("finished_at", finished == null ? null : CanonicalJson.time(finished));
        fields.put("restarts", restarts);
        TOLD.forEach(name -> fields.put(name, facts.get(name)));
        fields.put("status", status());
        return fields;
    }
}
