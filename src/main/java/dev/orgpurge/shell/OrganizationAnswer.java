package dev.orgpurge.shell;

import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RuleMatch;
import dev.orgpurge.purge.PurgeRuns;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/** One organization, as a candidate or on its own. */
record OrganizationAnswer(
        OrganizationId id, Optional<Organization> found, Optional<Verdict> verdict, PurgeRuns.OrganizationRows rows) {

    static void candidate(JsonGenerator json, Organization organization, Verdict verdict) {
        Optional<RuleMatch> match = organization.match();
        json.writeStartObject();
        json.writeStringProperty("org_id", organization.id().value());
        json.writeStringProperty("label", organization.label());
        Json.text(json, "rule", match.map(RuleMatch::rule).orElse(null));
        Json.time(json, "due_since", match.map(RuleMatch::dueSince).orElse(null));
        verdict(json, verdict);
        json.writeEndObject();
    }

    private static void verdict(JsonGenerator json, Verdict verdict) {
        json.writeStringProperty("verdict", word(verdict));
        Json.reasons(json, verdict.reasons());
    }

    private static String word(Verdict verdict) {
        return verdict.eligible() ? "eligible" : "blocked";
    }

    static void candidate(TextTable table, Organization organization, Verdict verdict) {
        Optional<RuleMatch> match = organization.match();
        table.row(
                organization.id(),
                organization.label(),
                match.map(RuleMatch::rule).orElse("-"),
                match.<Object>map(RuleMatch::dueSince).orElse("-"),
                word(verdict),
                Sentences.reasons(verdict.reasons()));
    }

    private String status() {
        if (found.isPresent() && rows.frozenIn() != null) {
            return "frozen";
        }
        if (rows.purgingIn() != null) {
            return "purging";
        }
        return found.map(organization -> Json.word(organization.state())).orElse("purged");
    }

    void write(JsonGenerator json) {
        json.writeStringProperty("org_id", id.value());
        Json.text(json, "label", found.map(Organization::label).orElse(null));
        json.writeStringProperty("status", status());
        due(json);
        json.writeArrayPropertyStart("holds");
        rows.holds().forEach(hold -> HoldCommands.write(json, hold));
        json.writeEndArray();
        json.writeNumberProperty("users", named("users"));
        json.writeNumberProperty("businesses", named("businesses"));
        Json.counts(json, "dependents", rows.dependents());
        Json.counts(json, "tables", rows.tables());
        Json.text(json, "purging_in", rows.purgingIn());
        Json.text(json, "frozen_in", found.isPresent() ? rows.frozenIn() : null);
        Json.text(json, "purged_in", rows.purgedIn());
    }

    private void due(JsonGenerator json) {
        Optional<RuleMatch> match = found.flatMap(Organization::match);
        if (match.isEmpty()) {
            json.writeNullProperty("due");
            return;
        }
        json.writeObjectPropertyStart("due");
        json.writeStringProperty("rule", match.get().rule());
        Json.time(json, "due_since", match.get().dueSince());
        verdict.ifPresent(given -> verdict(json, given));
        json.writeEndObject();
    }

    private long named(String table) {
        return rows.dependents().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("." + table))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    void print(Output output) {
        output.line("Organization " + id
                + found.map(organization -> " (" + Sentences.printable(organization.label()) + ")")
                        .orElse("") + ": " + status());
        found.flatMap(Organization::match)
                .ifPresent(match -> output.line("Due by rule " + match.rule()
                        + (match.dueSince() == null
                                ? ""
                                : " since " + match.dueSince().truncatedTo(ChronoUnit.SECONDS))));
        verdict.ifPresent(given -> output.line(
                given.eligible() ? "Eligible for deletion" : "Blocked: " + Sentences.reasons(given.reasons())));
        rows.holds()
                .forEach(hold -> output.line("Legal hold " + hold.id()
                        + (hold.organization() == null ? " on every organization" : "") + " since " + hold.placedAt()
                        + ", matter " + Sentences.printable(hold.matter())));
        if (found.isPresent() && rows.frozenIn() != null) {
            output.line("Frozen in run " + rows.frozenIn()
                    + ": rows of it are gone, the rest stays until a person decides");
        }
        if (rows.purgedIn() != null) {
            output.line("Purged in run " + rows.purgedIn());
        }
        try (TextTable table = output.table("TABLE", "ROWS")) {
            rows.tables().forEach(table::row);
        }
    }
}
