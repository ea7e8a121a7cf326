package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationOutcome;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.purge.RunSummary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JsonGenerator;

/** A run with its organizations, which are streamed. */
record RunAnswer(RunSummary run, List<RunSummary> resumed, List<Problem> errors, PurgeRuns runs) {

    void give(Output output) {
        if (output.json()) {
            output.object(this::write);
        } else {
            print(output);
        }
    }

    static void summary(JsonGenerator json, RunSummary run) {
        json.writeStringProperty("run_id", run.runId().toString());
        json.writeStringProperty("mode", Json.word(run.mode()));
        json.writeStringProperty("status", Json.word(run.status()));
    }

    private void write(JsonGenerator json) {
        summary(json, run);
        json.writeStringProperty("plan_digest", run.planDigest());
        Json.time(json, "started_at", run.startedAt());
        Json.time(json, "finished_at", run.finishedAt());
        json.writeNumberProperty("rows", run.rows());
        json.writeArrayPropertyStart("organizations");
        runs.organizations(run.runId(), outcome -> organization(json, outcome));
        json.writeEndArray();
        json.writeArrayPropertyStart("resumed");
        resumed.forEach(earlier -> listed(json, earlier));
        json.writeEndArray();
        Json.errors(json, errors);
    }

    /** The short form, in lists. */
    static void listed(JsonGenerator json, RunSummary run) {
        json.writeStartObject();
        summary(json, run);
        Json.time(json, "started_at", run.startedAt());
        Json.time(json, "finished_at", run.finishedAt());
        json.writeNumberProperty("organizations", run.organizations());
        json.writeNumberProperty("rows", run.rows());
        json.writeEndObject();
    }

    private static void organization(JsonGenerator json, OrganizationOutcome outcome) {
        json.writeStartObject();
        json.writeStringProperty("org_id", outcome.id().value());
        json.writeStringProperty("status", Json.word(outcome.status()));
        Json.text(json, "rule", outcome.rule());
        json.writeNumberProperty("rows", outcome.rows());
        Json.counts(json, "tables", outcome.tables());
        Json.counts(json, "detached", outcome.detached());
        Json.counts(json, "retained", outcome.retained());
        Json.reasons(json, outcome.reasons());
        Json.text(json, "certificate_id", outcome.certificateId());
        json.writeEndObject();
    }

    private void print(Output output) {
        resumed.forEach(earlier -> output.line("Finished first: " + sentence(earlier)));
        output.line(sentence(run));
        output.line("");
        Map<String, Long> totals = new LinkedHashMap<>();
        try (TextTable table = output.table("ORGANIZATION", "STATUS", "RULE", "ROWS", "REASONS")) {
            runs.organizations(run.runId(), outcome -> {
                table.row(
                        outcome.id(),
                        Json.word(outcome.status()),
                        Objects.requireNonNullElse(outcome.rule(), "-"),
                        outcome.rows(),
                        Sentences.reasons(outcome.reasons()));
                outcome.tables().forEach((name, rows) -> totals.merge(name, rows, Long::sum));
            });
        }
        totals(output, totals);
        if (run.mode() == Mode.REHEARSAL) {
            output.note("This was a rehearsal: nothing was deleted. --execute deletes.");
        }
    }

    private static void totals(Output output, Map<String, Long> totals) {
        if (totals.isEmpty()) {
            return;
        }
        output.line("");
        try (TextTable table = output.table("TABLE", "ROWS")) {
            totals.forEach(table::row);
        }
    }

    private static String sentence(RunSummary run) {
        return "Run " + run.runId() + " (" + Json.word(run.mode()) + "): "
                + Json.word(run.status()).replace('_', ' ') + ", "
                + Sentences.count(run.organizations(), "organization") + ", "
                + Sentences.count(run.rows(), "row")
                + (run.mode() == Mode.REHEARSAL ? " would be deleted" : " deleted");
    }
}
