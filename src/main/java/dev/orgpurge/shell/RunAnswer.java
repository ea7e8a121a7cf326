package dev.orgpurge.shell;

import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.ledger.SignedHead;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationOutcome;
import dev.orgpurge.purge.PurgeOutcome;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.purge.PurgeRuns.KeptBack;
import dev.orgpurge.purge.RunSummary;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** A run with its organizations, which are streamed. */
record RunAnswer(PurgeOutcome outcome, PurgeRuns runs) {

    private static final int MOST_SHOWN = 5;

    private void organizations(Consumer<OrganizationOutcome> reader) {
        runs.organizations(outcome.run().runId(), one -> {
            if (outcome.only() == null || outcome.only().equals(one.id())) {
                reader.accept(one);
            }
        });
    }

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
        RunSummary run = outcome.run();
        summary(json, run);
        json.writeStringProperty("plan_digest", run.planDigest());
        Json.time(json, "started_at", run.startedAt());
        Json.time(json, "finished_at", run.finishedAt());
        json.writeNumberProperty("rows", run.rows());
        json.writeObjectPropertyStart("throttled_seconds");
        runs.waitedMillis(run.runId())
                .forEach(
                        (reason, millis) -> json.writeNumberProperty(Json.word(reason), BigDecimal.valueOf(millis, 3)));
        json.writeEndObject();
        json.writeArrayPropertyStart("organizations");
        organizations(one -> organization(json, one));
        json.writeEndArray();
        json.writeArrayPropertyStart("resumed");
        outcome.resumed().forEach(earlier -> listed(json, earlier));
        json.writeEndArray();
        head(json, outcome.head());
        Json.errors(json, outcome.errors());
    }

    private static void head(JsonGenerator json, @Nullable SignedHead head) {
        if (head == null) {
            json.writeNullProperty("ledger_head");
        } else {
            json.writeName("ledger_head");
            json.writeRawValue(head.json());
        }
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
        outcome.resumed().forEach(earlier -> output.line("Resumed first: " + sentence(earlier)));
        output.line(sentence(outcome.run()));
        output.line("");
        Map<String, Long> totals = new LinkedHashMap<>();
        List<KeptBack> keptBack = new ArrayList<>();
        try (TextTable table = output.table("ORGANIZATION", "STATUS", "RULE", "ROWS", "REASONS")) {
            organizations(one -> {
                table.row(
                        one.id(),
                        Json.word(one.status()),
                        Objects.requireNonNullElse(one.rule(), "-"),
                        one.rows(),
                        Sentences.reasons(one.reasons()));
                one.tables().forEach((name, rows) -> totals.merge(name, rows, Long::sum));
                one.reasons().stream()
                        .filter(reason -> reason.code() == ReasonCode.CROSS_ORGANIZATION_REFERENCE)
                        .filter(reason -> keptBack.size() < MOST_SHOWN)
                        .forEach(reason -> keptBack.add(new KeptBack(one.id(), reason)));
            });
        }
        if (output.watched()) {
            show(output, keptBack);
        }
        totals(output, totals);
        SignedHead head = outcome.head();
        if (head != null) {
            output.line("");
            output.line("Ledger head " + head.digest() + ", entry " + head.position()
                    + (head.keyId() == null ? ", unsigned" : ", signed by " + head.keyId())
                    + ". Keep it elsewhere.");
        }
        if (outcome.run().mode() == Mode.REHEARSAL) {
            output.note("This was a rehearsal: nothing was deleted. --execute deletes.");
        }
    }

    /** Keys may be personal data: they appear on a terminal and nowhere else. */
    private void show(Output output, List<KeptBack> keptBack) {
        runs.offendingKeys(keptBack).forEach((one, keys) -> {
            if (!keys.isEmpty()) {
                output.note(one.organization() + " is kept back by "
                        + one.reason().table() + " " + one.reason().constraint() + ": rows "
                        + keys.stream().map(Sentences::printable).collect(Collectors.joining("; ")));
            }
        });
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
                + Sentences.count(run.organizations(), "organization") + " looked at, "
                + Sentences.count(run.rows(), "row")
                + (run.mode() == Mode.REHEARSAL ? " would be deleted" : " deleted");
    }
}
