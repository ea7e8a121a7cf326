package dev.orgpurge.shell;

import dev.orgpurge.ledger.Verification;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.purge.PurgeOutcome;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.report.Certificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;

/** Past runs and the proof they left. */
@Component
final class EvidenceCommands {

    private static final int LISTED_RUNS = 1000;

    private final Doors doors;
    private final Output output;

    EvidenceCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "runs",
            group = Vocabulary.Groups.EVIDENCE,
            description = "past runs, newest first",
            help = "runs --output json")
    void runs() {
        List<RunSummary> runs = doors.ownSchema().usable() ? doors.runs().runs(LISTED_RUNS) : List.of();
        if (output.json()) {
            output.object(json -> {
                json.writeArrayPropertyStart("runs");
                runs.forEach(run -> RunAnswer.listed(json, run));
                json.writeEndArray();
            });
            return;
        }
        if (runs.isEmpty()) {
            output.note("No run is recorded in this database; purge-due rehearses one.");
            return;
        }
        try (TextTable table = output.table("RUN", "MODE", "STATUS", "STARTED", "FINISHED", "ORGANIZATIONS", "ROWS")) {
            for (RunSummary run : runs) {
                table.row(
                        run.runId(),
                        Json.word(run.mode()),
                        Json.word(run.status()),
                        run.startedAt(),
                        run.finishedAt() == null ? "-" : run.finishedAt(),
                        run.organizations(),
                        run.rows());
            }
        }
    }

    @Command(
            name = "run",
            group = Vocabulary.Groups.EVIDENCE,
            description = "one run with its organizations and tables",
            help = "run --run-id 3f2b8c1e-5d8a-4f7e-9b0a-2c6d4e8f0a1b")
    void run(
            @Option(longName = "run-id", required = true, description = "<UUID> the run; runs lists them") UUID runId) {
        RunSummary run = (doors.ownSchema().usable()
                        ? doors.runs().find(runId)
                        : java.util.Optional.<RunSummary>empty())
                .orElseThrow(() -> Problem.notFound(
                        "NO_SUCH_RUN", "there is no run " + runId + " in this database; runs lists them"));
        List<Problem> ended = doors.runs().problem(runId).stream().toList();
        new RunAnswer(new PurgeOutcome(run, List.of(), ended, ExitCode.DONE), doors.runs()).give(output);
        ended.forEach(problem -> output.note("It ended with " + problem.code() + ": " + problem.detail()));
    }

    /** What a certificate can be written as. */
    enum CertificateFormat {
        JSON
    }

    @Command(
            name = "certificate",
            group = Vocabulary.Groups.EVIDENCE,
            description = "the proof that an organization was purged",
            help = "certificate --org-id 42 --out certificate-42.json")
    void certificate(
            @Option(longName = "org-id", required = true, description = "<ID> the organization's key") String orgId,
            @Option(longName = "run-id", description = "<UUID> the run that purged it; the latest unless given")
                    @Nullable
                    UUID runId,
            @Option(longName = "format", description = "<json> the form of the certificate; json unless given")
                    @Nullable
                    CertificateFormat format,
            @Option(longName = "out", description = "<FILE> write it to this file instead of stdout") @Nullable
                    String out) {
        Certificate certificate = find(orgId, runId);
        if (out == null) {
            output.document(certificate.json());
            return;
        }
        Files.write(out, file -> {
            try {
                file.write(certificate.json().getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        if (output.json()) {
            output.object(json -> {
                json.writeStringProperty("certificate_id", certificate.certificateId());
                json.writeStringProperty("file", out);
            });
        } else {
            output.note("Certificate " + certificate.certificateId() + " is in " + out);
        }
    }

    private Certificate find(String orgId, @Nullable UUID runId) {
        return (doors.ownSchema().usable()
                        ? doors.reports().certificate(new OrganizationId(orgId), runId)
                        : java.util.Optional.<Certificate>empty())
                .orElseThrow(() -> Problem.notFound(
                        "NO_SUCH_CERTIFICATE",
                        "there is no certificate for organization " + orgId
                                + (runId == null ? "" : " in run " + runId)
                                + ": only purged organizations have one; runs lists what was done"));
    }

    @Command(
            name = "verify",
            group = Vocabulary.Groups.EVIDENCE,
            description = "walk the ledger's chain and say whether it is whole",
            help = "verify --output json")
    void verify() {
        Verification found = doors.ledger().verify();
        String status = found.intact() ? "intact" : "broken";
        if (output.json()) {
            output.object(json -> {
                json.writeStringProperty("status", status);
                json.writeNumberProperty("entries", found.entries());
                json.writeStringProperty("head", found.head());
                Long broken = found.firstBroken();
                if (broken == null) {
                    json.writeNullProperty("first_broken");
                } else {
                    json.writeNumberProperty("first_broken", broken);
                }
            });
        } else {
            output.line("The ledger is " + status + ": " + found.entries() + " entries, head " + found.head());
        }
        if (!found.intact()) {
            output.note("entry " + found.firstBroken() + " does not fit: "
                    + Objects.requireNonNullElse(found.detail(), "its hash is another"));
            output.exit(ExitCode.PARTIAL);
        }
    }
}
