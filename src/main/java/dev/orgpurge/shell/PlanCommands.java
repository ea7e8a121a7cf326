package dev.orgpurge.shell;

import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.RuleMatch;
import dev.orgpurge.plan.Finding;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.purge.DeletionMethod;
import dev.orgpurge.purge.ExitCode;
import java.io.OutputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.shell.core.command.annotation.Command;
import org.springframework.shell.core.command.annotation.Option;
import org.springframework.stereotype.Component;
import tools.jackson.core.JsonGenerator;

/** What would be deleted, in which order, and what stands in the way. */
@Component
final class PlanCommands {

    private final Doors doors;
    private final Output output;

    PlanCommands(Doors doors, Output output) {
        this.doors = doors;
        this.output = output;
    }

    @Command(
            name = "plan",
            group = Vocabulary.Groups.LOOK,
            description = "tables in the order of deletion, what happens to each, estimated rows, findings",
            help = "plan --org-id 42 --out plan.json")
    void plan(
            @Option(longName = "org-id", description = "<ID> also count the rows of this organization") @Nullable
                    String orgId,
            @Option(
                            longName = "out",
                            description =
                                    "<FILE> also write the plan and who may go to this file, for purge-due --plan")
                    @Nullable
                    String out) {
        Doors.Site site = doors.site();
        PurgePlan plan = site.plan();
        List<Finding> findings = Stream.concat(plan.findings().stream(), doors.maintenance().lacking(plan).stream())
                .toList();
        Counted counted = counted(plan, orgId);
        if (out != null) {
            Files.write(out, file -> writeJson(file, site, counted, findings));
        }
        if (output.json()) {
            output.object(json -> write(json, plan, counted, findings));
        } else {
            print(plan, counted, findings);
        }
        output.exit(plan.executable() ? ExitCode.DONE : ExitCode.REFUSED);
    }

    private Counted counted(PurgePlan plan, @Nullable String orgId) {
        Map<String, Long> tables = orgId == null || !plan.executable()
                ? Map.of()
                : doors.runs().rows(orgId).tables();
        return new Counted(orgId, tables);
    }

    private void writeJson(OutputStream file, Doors.Site site, Counted counted, List<Finding> findings) {
        try (JsonGenerator json = Json.on(file)) {
            json.writeStartObject();
            write(json, site.plan(), counted, findings);
            if (counted.orgId() == null && site.plan().executable()) {
                json.writeArrayPropertyStart("candidates");
                Candidates.each(site.organizations(), doors.constraints(site), (organization, verdict) -> {
                    if (verdict.eligible()) {
                        approvable(json, organization);
                    }
                });
                json.writeEndArray();
            }
            json.writeEndObject();
        }
    }

    /** Whom {@code purge-due --plan} may purge, if somebody approves this file. */
    private static void approvable(JsonGenerator json, Organization organization) {
        Optional<RuleMatch> match = organization.match();
        json.writeStartObject();
        json.writeStringProperty("org_id", organization.id().value());
        Json.text(json, "rule", match.map(RuleMatch::rule).orElse(null));
        Json.time(json, "due_since", match.map(RuleMatch::dueSince).orElse(null));
        json.writeEndObject();
    }

    private static void write(JsonGenerator json, PurgePlan plan, Counted counted, List<Finding> findings) {
        json.writeStringProperty("digest", plan.digest());
        json.writeStringProperty("fingerprint", plan.fingerprint().value());
        json.writeBooleanProperty("executable", plan.executable());
        json.writeArrayPropertyStart("steps");
        Map<Integer, DeletionMethod> methods = DeletionMethod.of(plan);
        plan.steps().forEach(step -> step(json, step, Objects.requireNonNull(methods.get(step.order()))));
        json.writeEndArray();
        json.writeArrayPropertyStart("references");
        plan.references().forEach(reference -> reference(json, reference));
        json.writeEndArray();
        json.writeArrayPropertyStart("findings");
        findings.forEach(finding -> finding(json, finding));
        json.writeEndArray();
        if (counted.orgId() != null) {
            json.writeStringProperty("org_id", counted.orgId());
            Json.counts(json, "tables", counted.tables());
        }
    }

    private static void step(JsonGenerator json, PlanStep step, DeletionMethod method) {
        json.writeStartObject();
        json.writeNumberProperty("order", step.order());
        json.writeStringProperty("table", step.table().name().toString());
        json.writeStringProperty("treatment", step.treatment().name());
        json.writeArrayPropertyStart("paths");
        step.paths().forEach(path -> {
            json.writeStartArray();
            path.describe().forEach(json::writeString);
            json.writeEndArray();
        });
        json.writeEndArray();
        json.writeStringProperty("reason", step.reason());
        json.writeNumberProperty("component", step.component());
        json.writeNumberProperty("estimated_rows", step.estimatedRows());
        json.writeNumberProperty("estimated_bytes", bytes(step));
        json.writeNumberProperty("incoming_foreign_keys", step.incomingForeignKeys());
        json.writeStringProperty("method", Json.word(method.way()));
        json.writeStringProperty("method_reason", method.reason());
        json.writeEndObject();
    }

    private static void reference(JsonGenerator json, Reference reference) {
        Relation relation = reference.relation();
        json.writeStartObject();
        json.writeStringProperty("table", relation.child().name().toString());
        json.writeStringProperty("constraint", relation.name());
        json.writeStringProperty("reference", relation.describe());
        json.writeStringProperty("treatment", reference.treatment().name());
        json.writeStringProperty("reason", reference.reason());
        json.writeEndObject();
    }

    private static void finding(JsonGenerator json, Finding finding) {
        json.writeStartObject();
        json.writeStringProperty("level", Json.word(finding.level()));
        json.writeStringProperty("code", finding.code().name());
        Json.text(json, "table", finding.table());
        Json.text(json, "constraint", finding.constraint());
        json.writeStringProperty("detail", finding.detail());
        json.writeEndObject();
    }

    private void print(PurgePlan plan, Counted counted, List<Finding> findings) {
        output.line("Plan " + plan.digest());
        output.line("");
        String rows = counted.orgId() == null ? "ROWS (EST.)" : "ROWS OF " + counted.orgId();
        try (TextTable table =
                output.table("ORDER", "TABLE", "TREATMENT", rows, "SIZE (EST.)", "METHOD", "OWNED THROUGH")) {
            Map<Integer, DeletionMethod> methods = DeletionMethod.of(plan);
            for (PlanStep step : plan.steps()) {
                String method = Json.word(
                        Objects.requireNonNull(methods.get(step.order())).way());
                String name = step.table().name().toString();
                Long count = counted.orgId() == null
                        ? Long.valueOf(step.estimatedRows())
                        : counted.tables().getOrDefault(name, 0L);
                table.row(
                        step.order(),
                        name,
                        step.treatment(),
                        count,
                        Sentences.size(bytes(step)),
                        method,
                        through(step));
                if (remarkable(step)) {
                    table.row("", "", "", "", "", "", "= " + step.reason());
                }
            }
        }
        output.line("");
        references(plan.references());
        findings(findings);
        output.line(
                plan.executable()
                        ? "The plan can be executed."
                        : "The plan cannot be executed before the errors above are resolved.");
    }

    private static long bytes(PlanStep step) {
        return step.table().surroundings().estimatedBytes();
    }

    /** What becomes of rows that refer to the organization without belonging to it. */
    private void references(List<Reference> references) {
        if (references.isEmpty()) {
            return;
        }
        try (TextTable table = output.table("TABLE", "REFERENCE", "ROWS OF OTHERS", "WHY")) {
            references.stream()
                    .sorted(Comparator.comparing(
                                    (Reference one) -> one.relation().child().name())
                            .thenComparing(one -> one.relation().name()))
                    .forEach(one -> table.row(
                            one.relation().child().name().toString(),
                            one.relation().describe(),
                            one.treatment() == Treatment.SET_NULL ? "detached" : "block",
                            one.reason()));
        }
        output.line("");
    }

    private static String through(PlanStep step) {
        String ways = step.paths().stream()
                .map(path -> String.join(", ", path.describe()))
                .collect(Collectors.joining("; or "));
        String circle = step.component() > 0 ? " (in circle " + step.component() + ")" : "";
        return (step.isRoot() ? "(the organization itself)" : ways) + circle;
    }

    /** A path that can never be NULL says by itself why a table is owned. */
    private static boolean remarkable(PlanStep step) {
        return !step.isRoot()
                && step.ownership().stream().anyMatch(relation -> relation.foreignKey() == null || relation.nullable());
    }

    private void findings(List<Finding> findings) {
        if (findings.isEmpty()) {
            return;
        }
        try (TextTable table = output.table("LEVEL", "CODE", "TABLE", "FINDING")) {
            for (Finding finding : findings) {
                table.row(
                        Json.word(finding.level()),
                        finding.code(),
                        Objects.requireNonNullElse(finding.table(), "-"),
                        finding.detail());
            }
        }
        output.line("");
    }

    /** The rows of one organization, if one was named. */
    private record Counted(@Nullable String orgId, Map<String, Long> tables) {}
}
