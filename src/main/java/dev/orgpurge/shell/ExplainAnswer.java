package dev.orgpurge.shell;

import dev.orgpurge.constraint.ConstraintOutcome;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.organization.Explanation;
import dev.orgpurge.organization.Explanation.Outcome;
import dev.orgpurge.organization.Explanation.Part;
import dev.orgpurge.organization.OrganizationId;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.core.JsonGenerator;

/**
 * Every rule, veto and constraint with its outcome: kinds of values, never a value.
 *
 * @param explanation empty: the organization does not exist any more
 * @param purgedIn the latest run that purged it
 */
record ExplainAnswer(
        OrganizationId id,
        Instant asOf,
        Optional<Explanation> explanation,
        List<ConstraintOutcome> constraints,
        Optional<UUID> purgedIn) {

    private static final String AT_A_RUN = "asked by a run, which has the keys; a rehearsal will do";

    private String status() {
        return explanation.isEmpty() ? "purged" : blocked() ? "blocked" : "eligible";
    }

    private boolean blocked() {
        return constraints.stream().anyMatch(ConstraintOutcome::blocks);
    }

    private Optional<Instant> dueAt() {
        return explanation.flatMap(Explanation::dueAt);
    }

    /** The night selects it; on-request rules are for named organizations. */
    private boolean candidate() {
        return explanation.stream()
                .flatMap(given -> given.rules().stream())
                .anyMatch(rule -> !rule.onRequest()
                        && rule.outcome() != Outcome.DOES_NOT_MATCH
                        && rule.outcome() != Outcome.NOT_YET);
    }

    private static List<ReasonCode> atARun() {
        return Arrays.stream(ReasonCode.values()).filter(ReasonCode::needsKeys).toList();
    }

    private static String word(ConstraintOutcome constraint) {
        return constraint.reasons().isEmpty() ? "holds" : constraint.lifted() ? "lifted" : "blocks";
    }

    void write(JsonGenerator json) {
        json.writeStringProperty("org_id", id.value());
        json.writeStringProperty("verdict", status());
        json.writeBooleanProperty("candidate", candidate());
        Json.time(json, "as_of", asOf);
        Json.time(json, "due_at", dueAt().orElse(null));
        Json.text(json, "purged_in", purgedIn.orElse(null));
        json.writeArrayPropertyStart("rules");
        explanation.ifPresent(given -> given.rules().forEach(rule -> write(json, rule)));
        json.writeEndArray();
        json.writeArrayPropertyStart("vetoes");
        explanation.ifPresent(given -> given.vetoes().forEach(veto -> write(json, veto)));
        json.writeEndArray();
        json.writeArrayPropertyStart("constraints");
        constraints.forEach(constraint -> write(json, constraint));
        if (explanation.isPresent()) {
            atARun().forEach(code -> writeUnasked(json, code));
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, Explanation.Rule rule) {
        json.writeStartObject();
        json.writeStringProperty("rule", rule.rule());
        json.writeBooleanProperty("on_request", rule.onRequest());
        json.writeStringProperty("outcome", Json.word(rule.outcome()));
        Json.time(json, "due_at", rule.dueAt());
        parts(json, rule.parts());
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, Explanation.Vetoed veto) {
        json.writeStartObject();
        json.writeStringProperty("veto", veto.veto());
        json.writeStringProperty("outcome", outcome(veto));
        parts(json, veto.parts());
        json.writeEndObject();
    }

    private static String outcome(Explanation.Vetoed veto) {
        return veto.protects() ? "protects" : "does_not_protect";
    }

    private static void parts(JsonGenerator json, List<Part> parts) {
        json.writeArrayPropertyStart("parts");
        for (Part part : parts) {
            json.writeStartObject();
            json.writeStringProperty("part", part.part());
            json.writeStringProperty("about", part.about());
            json.writeBooleanProperty("holds", part.holds());
            json.writeStringProperty("value", part.kind().replace(' ', '_'));
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void write(JsonGenerator json, ConstraintOutcome constraint) {
        json.writeStartObject();
        json.writeStringProperty("code", constraint.code().name());
        Json.text(json, "table", constraint.table());
        Json.text(json, "constraint", constraint.constraint());
        json.writeStringProperty("outcome", word(constraint));
        Json.reasons(json, constraint.reasons());
        json.writeEndObject();
    }

    private static void writeUnasked(JsonGenerator json, ReasonCode code) {
        json.writeStartObject();
        json.writeStringProperty("code", code.name());
        Json.text(json, "table", null);
        Json.text(json, "constraint", null);
        json.writeStringProperty("outcome", "not_asked");
        Json.reasons(json, List.of());
        json.writeEndObject();
    }

    void print(Output output) {
        output.line("Organization " + id + ": " + headline());
        if (explanation.isEmpty()) {
            return;
        }
        try (TextTable table = output.table("KIND", "NAME", "OUTCOME", "WHY")) {
            explanation.get().rules().forEach(rule -> print(table, rule));
            explanation
                    .get()
                    .vetoes()
                    .forEach(veto -> table.row("veto", veto.veto(), plain(outcome(veto)), why(veto.parts())));
            constraints.forEach(
                    constraint -> table.row("constraint", constraint.code(), word(constraint), why(constraint)));
            atARun().forEach(code -> table.row("constraint", code, "not asked", AT_A_RUN));
        }
    }

    private String headline() {
        if (explanation.isEmpty()) {
            return "purged in run " + purgedIn.orElseThrow() + "; its certificate tells the rest";
        }
        String before = purgedIn.map(run -> ", purged before in run " + run).orElse("");
        String due = dueAt().map(at -> (at.isAfter(asOf) ? ", due from " : ", due since ") + at)
                .orElse("");
        return status() + (candidate() ? ", selected by purge-due" : ", not selected by purge-due") + due + before;
    }

    private static void print(TextTable table, Explanation.Rule rule) {
        String due = rule.dueAt() == null || rule.outcome() == Outcome.DUE ? "" : "; due from " + rule.dueAt();
        String request = rule.onRequest() ? "; for named organizations only" : "";
        table.row("rule", rule.rule(), plain(Json.word(rule.outcome())), why(rule.parts()) + due + request);
    }

    private static String why(List<Part> parts) {
        return parts.isEmpty()
                ? "no condition"
                : parts.stream()
                        .map(part -> part.part() + " " + part.about() + ": " + (part.holds() ? "yes" : "no") + ", "
                                + part.kind())
                        .collect(Collectors.joining("; "));
    }

    private static String why(ConstraintOutcome constraint) {
        if (constraint.reasons().isEmpty()) {
            String where = Objects.requireNonNullElse(constraint.table(), "") + " "
                    + Objects.requireNonNullElse(constraint.constraint(), "");
            return where.strip();
        }
        String told = Sentences.reasons(constraint.reasons());
        return constraint.lifted() ? told + " (a rule's force lifts it)" : told;
    }

    private static String plain(String word) {
        return word.replace('_', ' ').toLowerCase(Locale.ROOT);
    }
}
