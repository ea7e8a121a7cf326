package dev.orgpurge.shell;

import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.ExitCode;
import dev.orgpurge.purge.Reverification;
import dev.orgpurge.report.EvidencePack;
import dev.orgpurge.report.ReportFormat;
import dev.orgpurge.report.ReportPart;
import dev.orgpurge.report.ReportScope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** What an auditor is given, and the second look at what was purged. */
@Component
final class ReportCommands {

    private final Doors doors;
    private final Output output;

    ReportCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "report",
            group = Vocabulary.Groups.EVIDENCE,
            description = "everyone who became due, what became of them, and why",
            help = "report --from 2026-07-01 --to 2026-10-01 --format html --out report.html")
    void report(
            @Option(longName = "run-id", description = "<UUID> of one run; runs lists them") @Nullable UUID runId,
            @Option(longName = "from", description = "<DATE> or of all from this day on, UTC: 2026-07-01") @Nullable
                    String from,
            @Option(longName = "to", description = "<DATE> and before this day, UTC: 2026-10-01") @Nullable String to,
            @Option(longName = "format", description = "<json|csv|xlsx|html|pdf> its form; json unless given") @Nullable
                    ReportFormat format,
            @Option(
                            longName = "part",
                            description = "<organizations|tables|runs> the list that csv takes; organizations unless"
                                    + " given")
                    @Nullable
                    ReportPart part,
            @Option(longName = "out", description = "<FILE> write it to this file instead of stdout") @Nullable
                    String out) {
        ReportScope scope = scope(runId, from, to);
        ReportFormat form = format == null ? ReportFormat.JSON : format;
        if (part != null && form != ReportFormat.CSV) {
            throw Problem.usage("BAD_VALUE", "--part chooses a list of --format csv; the other forms have them all");
        }
        ReportPart list = part == null ? ReportPart.ORGANIZATIONS : part;
        requireLedger();
        if (out == null) {
            if (form.binary() && output.shown()) {
                throw Problem.usage(
                        "MISSING_OPTION", "a terminal cannot show " + Json.word(form) + "; name a file with --out");
            }
            doors.runReports().write(scope, form, list, output.stream());
            return;
        }
        Files.writeWhole(out, file -> doors.runReports().write(scope, form, list, file));
        if (output.json()) {
            output.object(json -> {
                json.writeStringProperty("format", Json.word(form));
                json.writeStringProperty("file", out);
            });
        } else {
            output.note("The report is in " + out);
        }
    }

    @Command(
            name = "evidence-pack",
            group = Vocabulary.Groups.EVIDENCE,
            description = "reports, certificates, ledger and public keys in one file, for an auditor",
            help = "evidence-pack --from 2026-07-01 --to 2026-10-01 --out evidence-2026-q3.zip")
    void evidencePack(
            @Option(longName = "from", required = true, description = "<DATE> from this day on, UTC: 2026-07-01")
                    String from,
            @Option(longName = "to", required = true, description = "<DATE> before this day, UTC: 2026-10-01")
                    String to,
            @Option(longName = "out", required = true, description = "<FILE> a new file for it") String out) {
        ReportScope scope = scope(null, from, to);
        requireLedger();
        if (java.nio.file.Files.exists(Objects.requireNonNull(Files.path(out)))) {
            throw Problem.usage(
                    "UNWRITABLE_FILE",
                    "cannot write " + out + " (it exists, and evidence is never overwritten): name"
                            + " a new file, after --out");
        }
        EvidencePack.Contents[] packed = new EvidencePack.Contents[1];
        Files.writeWhole(out, file -> packed[0] = doors.evidencePack().write(scope, file));
        EvidencePack.Contents contents = Objects.requireNonNull(packed[0]);
        if (contents.keyId() == null) {
            output.note(
                    "The certificates and the head in it are UNSIGNED: they prove nothing against somebody who may write"
                            + " to the database. Set orgpurge.evidence.signing-key (keygen makes a key).");
        }
        if (output.json()) {
            output.object(json -> {
                json.writeNumberProperty("certificates", contents.certificates());
                json.writeNumberProperty("entries", contents.entries());
                json.writeStringProperty("head", contents.head());
                Json.text(json, "key_id", contents.keyId());
                json.writeStringProperty("file", out);
            });
        } else {
            output.note("The evidence is in " + out + ": " + contents.certificates() + " certificates, "
                    + contents.entries() + " ledger entries, head " + contents.head()
                    + "; README.txt in it says how to check it");
        }
    }

    @Command(
            name = "reverify",
            group = Vocabulary.Groups.EVIDENCE,
            description = "counts purged organizations again: a restore or a late writer may have brought rows back",
            help = "reverify --since 2026-07-01")
    void reverify(
            @Option(
                            longName = "since",
                            required = true,
                            description = "<DATE> those purged from this day on, UTC: 2026-07-01")
                    String since) {
        requireLedger();
        Reverification reverification = doors.reverification();
        Instant moment = moment("since", since);
        if (output.json()) {
            output.object(json -> {
                json.writeArrayPropertyStart("found");
                Reverification.Outcome outcome =
                        reverification.reverify(moment, (id, tables) -> found(json, id, tables));
                json.writeEndArray();
                outcome(json, outcome);
            });
            return;
        }
        Reverification.Outcome outcome;
        try (TextTable table = output.table("ORGANIZATION", "TABLE", "ROWS")) {
            outcome = reverification.reverify(
                    moment, (id, tables) -> tables.forEach((name, rows) -> table.row(id.value(), name, rows)));
        }
        ended(outcome);
        output.note(sentence(outcome));
    }

    private static void found(JsonGenerator json, OrganizationId id, Map<String, Long> tables) {
        json.writeStartObject();
        json.writeStringProperty("org_id", id.value());
        Json.counts(json, "tables", tables);
        json.writeEndObject();
    }

    private void outcome(JsonGenerator json, Reverification.Outcome outcome) {
        json.writeNumberProperty("organizations", outcome.organizations());
        json.writeNumberProperty("organizations_with_rows", outcome.found());
        json.writeNumberProperty("rows", outcome.rows());
        json.writeNumberProperty("tables", outcome.tables());
        json.writeArrayPropertyStart("tables_not_counted");
        outcome.notCounted().forEach(json::writeString);
        json.writeEndArray();
        json.writeNumberProperty("position", outcome.position());
        json.writeStringProperty("ledger_head", outcome.head());
        ended(outcome);
    }

    private void ended(Reverification.Outcome outcome) {
        output.exit(outcome.found() == 0 ? ExitCode.DONE : ExitCode.PARTIAL);
    }

    private static String sentence(Reverification.Outcome outcome) {
        String counted = outcome.organizations() + " purged organizations were counted again in " + outcome.tables()
                + " tables: ";
        String result = outcome.found() == 0
                ? "no row is there"
                : outcome.found() + " have " + outcome.rows()
                        + " rows; purge them again (purge-due, or purge --org-id ID), or find out who brought them back";
        String gaps = outcome.notCounted().isEmpty()
                ? ""
                : ". Not counted, because today's plan deletes nothing there: "
                        + String.join(", ", outcome.notCounted());
        return counted + result + gaps + ". Ledger entry " + outcome.position() + ", head " + outcome.head();
    }

    private void requireLedger() {
        if (!doors.ownSchema().usable()) {
            throw Problem.notFound("NO_LEDGER", "This database has no ledger yet; `init` creates it.");
        }
    }

    private static ReportScope scope(@Nullable UUID runId, @Nullable String from, @Nullable String to) {
        if (runId != null && from == null && to == null) {
            return ReportScope.of(runId);
        }
        if (runId != null || from == null || to == null) {
            throw Problem.usage(
                    "MISSING_OPTION",
                    "a report is of one run or of a time: give --run-id, or --from and --to, such as --from 2026-07-01"
                            + " --to 2026-10-01");
        }
        Instant begin = moment("from", from);
        Instant end = moment("to", to);
        if (!begin.isBefore(end)) {
            throw Problem.usage("BAD_VALUE", "--from " + from + " is not before --to " + to + "; --to is not included");
        }
        return ReportScope.between(begin, end);
    }

    private static Instant moment(String option, String written) {
        try {
            return written.contains("T")
                    ? Instant.parse(written)
                    : LocalDate.parse(written).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException e) {
            throw Problem.usage(
                    "BAD_VALUE",
                    "--" + option + " needs a day such as 2026-07-01, or a moment such as 2026-07-01T12:00:00Z, not "
                            + Sentences.quoted(written));
        }
    }
}
