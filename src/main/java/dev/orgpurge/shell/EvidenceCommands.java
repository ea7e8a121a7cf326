package dev.orgpurge.shell;

import dev.orgpurge.ledger.Verification;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.purge.PurgeOutcome;
import dev.orgpurge.purge.RunSummary;
import dev.orgpurge.report.Auditor;
import dev.orgpurge.report.Certificate;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

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
        if (certificate.keyId() == null) {
            output.note(
                    "This certificate is UNSIGNED: it proves nothing against somebody who may write to the database."
                            + " Set orgpurge.evidence.signing-key (keygen makes a key).");
        }
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
                Json.text(json, "key_id", certificate.keyId());
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
            description = "is a ledger whole, is a certificate genuine; files need no database",
            help = "verify --certificate certificate-42.json --public-key signing-key.pem.pub")
    void verify(
            @Option(
                            longName = "certificate",
                            description = "<FILE> a certificate: checked by itself or, without"
                                    + " --public-key, against the ledger")
                    @Nullable
                    String certificate,
            @Option(longName = "public-key", description = "<FILE> PEM with the public keys that signatures must be of")
                    @Nullable
                    String publicKey,
            @Option(
                            longName = "export",
                            description = "<FILE> a ledger that ledger-export wrote, instead of the database's")
                    @Nullable
                    String export,
            @Option(longName = "expect-head", description = "<DIGEST> a head that was kept, or a file with one")
                    @Nullable
                    String expectHead) {
        Verification found = doors.auditor()
                .verify(new Auditor.Question(
                        Files.path(certificate), Files.path(publicKey), Files.path(export), expectHead));
        if (output.json()) {
            output.object(json -> verification(json, found));
        } else {
            output.line(sentence(found, certificate));
        }
        if (found.detail() != null) {
            output.note(found.detail());
        }
        boolean asked = publicKey != null || found.status() == Verification.Status.BROKEN;
        output.exit(found.intact() || !asked ? ExitCode.DONE : ExitCode.PARTIAL);
    }

    private static void verification(JsonGenerator json, Verification found) {
        json.writeStringProperty("status", Json.word(found.status()));
        json.writeNumberProperty("entries", found.entries());
        json.writeStringProperty("head", found.head());
        Long broken = found.firstBroken();
        if (broken == null) {
            json.writeNullProperty("first_broken");
        } else {
            json.writeNumberProperty("first_broken", broken);
        }
        json.writeNumberProperty("signed_to", found.signedTo());
        Json.text(json, "detail", found.detail());
    }

    private static String sentence(Verification found, @Nullable String certificate) {
        String status = Json.word(found.status());
        if (certificate != null && found.entries() == 0) {
            return "The certificate is " + status + "; its entry is " + found.head();
        }
        String signed = found.signedTo() == 0 ? "" : ", signed up to entry " + found.signedTo();
        return (certificate == null ? "The ledger is " : "The ledger, and the certificate against it, is ") + status
                + ": " + found.entries() + " entries, head " + found.head() + signed;
    }

    @Command(
            name = "ledger-export",
            group = Vocabulary.Groups.EVIDENCE,
            description = "the whole ledger as JSON Lines, to keep and to verify elsewhere",
            help = "ledger-export --out ledger.jsonl")
    void ledgerExport(
            @Option(longName = "out", description = "<FILE> write it to this file instead of stdout") @Nullable
                    String out) {
        if (out == null) {
            doors.ledger().export(output::document);
            return;
        }
        AtomicLong entries = new AtomicLong();
        Files.write(out, file -> {
            Writer lines = new OutputStreamWriter(file, StandardCharsets.UTF_8);
            entries.set(doors.ledger().export(line -> append(lines, line)));
            flush(lines);
        });
        if (output.json()) {
            output.object(json -> {
                json.writeNumberProperty("entries", entries.get());
                json.writeStringProperty("file", out);
            });
        } else {
            output.note("The ledger is in " + out + ": " + entries.get() + " entries");
        }
    }

    private static void append(Writer lines, String line) {
        try {
            lines.write(line);
            lines.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void flush(Writer lines) {
        try {
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
