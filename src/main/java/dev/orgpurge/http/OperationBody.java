package dev.orgpurge.http;

import dev.orgpurge.operation.Operation;
import dev.orgpurge.operation.Operation.Outcome;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.OrganizationOutcome;
import dev.orgpurge.purge.PurgeRuns;
import dev.orgpurge.report.Certificate;
import dev.orgpurge.report.Reports;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An operation as JSON, and its certificate. */
final class OperationBody {

    private final PurgeRuns runs;
    private final Reports reports;

    OperationBody(PurgeRuns runs, Reports reports) {
        this.runs = runs;
        this.reports = reports;
    }

    static String path(Operation operation) {
        return "/operations/" + operation.id();
    }

    Map<String, @Nullable Object> of(Operation operation) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("operation_id", operation.id().toString());
        body.put("org_id", operation.organization().value());
        body.put("mode", word(operation.mode()));
        body.put("force", operation.force());
        body.put("status", status(operation));
        body.put("waiting_for", operation.waiting());
        body.put("requested_at", operation.requestedAt().toString());
        body.put("finished_at", Objects.toString(operation.finishedAt(), null));
        Progress progress = progress(operation);
        body.put("run_id", Objects.toString(progress.run(), null));
        body.put("rows", progress.rows());
        body.put("tables", progress.tables());
        body.put("code", operation.code());
        body.put("detail", progress.detail());
        body.put("reasons", operation.reasons().stream().map(Answers::reason).toList());
        body.put("certificate", certified(operation) ? path(operation) + "/certificate" : null);
        return body;
    }

    /** What its run has to say of this organization alone, whatever else it deletes. */
    private record Progress(
            @Nullable UUID run,
            long rows,
            Map<String, Long> tables,
            @Nullable String detail) {}

    private Progress progress(Operation operation) {
        if (deletedBefore(operation)) {
            return new Progress(
                    null,
                    0,
                    Map.of(),
                    "organization " + operation.organization() + " is gone already; there is nothing to rehearse");
        }
        Optional<OrganizationOutcome> known =
                Optional.ofNullable(operation.runId()).flatMap(run -> runs.organization(run, operation.organization()));
        return new Progress(
                operation.runId(),
                known.map(OrganizationOutcome::rows).orElse(operation.rows()),
                known.map(OrganizationOutcome::tables).orElse(Map.of()),
                operation.detail());
    }

    /** A rehearsal that only found the run which purged the organization: the rows of that are not what it would delete. */
    private boolean deletedBefore(Operation operation) {
        return operation.mode() == Mode.REHEARSAL
                && Optional.ofNullable(operation.runId())
                        .flatMap(runs::find)
                        .filter(run -> run.mode() != Mode.REHEARSAL)
                        .isPresent();
    }

    private static boolean certified(Operation operation) {
        return operation.outcome() == Outcome.SUCCEEDED && operation.mode() == Mode.EXECUTE;
    }

    private static String status(Operation operation) {
        if (operation.outcome() != null) {
            return word(operation.outcome());
        }
        return operation.runId() == null ? "queued" : "running";
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** The proof that the organization is gone; empty as long as it is not. */
    Optional<Certificate> certificate(Operation operation) {
        return certified(operation)
                ? reports.certificate(operation.organization(), operation.runId())
                : Optional.empty();
    }
}
