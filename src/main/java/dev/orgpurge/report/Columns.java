package dev.orgpurge.report;

import dev.orgpurge.ledger.CanonicalJson;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The lists of a report as rows: the names of their columns, and the cells: texts, longs, booleans and nulls. */
final class Columns {

    static final List<String> ORGANIZATIONS = List.of(
            "org_id",
            "standing",
            "rule",
            "state",
            "since",
            "due_since",
            "first_seen_at",
            "last_seen_at",
            "selections",
            "reasons",
            "lifted",
            "run_id",
            "opened_at",
            "age_seconds",
            "overdue",
            "purged_at",
            "due_to_purged_seconds",
            "rows",
            "retains",
            "certificate_id");

    static final List<String> RUNS = List.of(
            "run_id",
            "started_at",
            "finished_at",
            "status",
            "error",
            "restarts",
            "requested_by",
            "executing_role",
            "request_id",
            "named_organization",
            "rows",
            "organizations",
            "tool_version",
            "plan_digest",
            "policy_digest",
            "selection_digest");

    private Columns() {}

    static List<String> tables() {
        List<String> names = new java.util.ArrayList<>(List.of("table"));
        names.addAll(Summary.FIGURES);
        return names;
    }

    static List<@Nullable Object> organization(Case one, Head head) {
        Map<String, @Nullable Object> fields =
                new LinkedHashMap<>(one.fields(head.span().asOf(), head.within()));
        fields.put("reasons", sentences(one.reasons()));
        fields.put("lifted", sentences(one.lifted()));
        return cells(ORGANIZATIONS, fields);
    }

    static String sentences(List<Case.Reason> reasons) {
        return reasons.stream().map(Case.Reason::sentence).collect(Collectors.joining("; "));
    }

    static List<@Nullable Object> run(RunLine run) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(run.fields());
        fields.put("organizations", counts(fields.get("organizations")));
        return cells(RUNS, fields);
    }

    /** {@code purged 3, blocked 1} */
    static String counts(@Nullable Object counted) {
        return counted instanceof Map<?, ?> map
                ? map.entrySet().stream()
                        .map(one -> one.getKey() + " " + one.getValue())
                        .sorted()
                        .collect(Collectors.joining(", "))
                : "";
    }

    static List<@Nullable Object> table(String table, Map<String, Long> figures) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>(figures);
        fields.put("table", table);
        return cells(tables(), fields);
    }

    private static List<@Nullable Object> cells(List<String> columns, Map<String, @Nullable Object> fields) {
        List<@Nullable Object> cells = new java.util.ArrayList<>();
        columns.forEach(column -> cells.add(fields.get(column)));
        return cells;
    }

    /** The head and the sums, for people who look at a sheet. */
    static Map<String, @Nullable Object> overview(Head head, Summary summary) {
        Map<String, @Nullable Object> overview = new LinkedHashMap<>();
        overview.put("format", Head.FORMAT);
        overview.putAll(head.scope());
        overview.putAll(head.ledger());
        overview.putAll(head.system());
        overview.put("contact", head.contact());
        overview.put("purge_within_seconds", head.within());
        for (Standing standing : Standing.values()) {
            overview.put("organizations " + standing.word(), summary.of(standing));
        }
        summary.fields().forEach((name, value) -> {
            if (!(value instanceof Map) && !(value instanceof List)) {
                overview.put(name, value);
            }
        });
        summary.reasons().forEach((code, count) -> overview.put("reason " + code, count));
        summary.months().forEach((month, count) -> overview.put("purges in " + month, count));
        head.rules().forEach(rules -> {
            overview.put("policy " + rules.policyDigest(), rules.policy());
            overview.put("selection " + rules.selectionDigest(), rules.selection());
        });
        return overview;
    }

    static String moment(@Nullable Instant moment) {
        return moment == null ? "" : Objects.toString(CanonicalJson.time(moment));
    }
}
