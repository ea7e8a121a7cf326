package dev.orgpurge.shell;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.plan.Finding;
import dev.orgpurge.plan.FindingCode;
import dev.orgpurge.plan.Policy.EdgePolicy;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.PolicySuggestion;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a suggestion as a configuration file: answers as lines, reasons above them, open questions commented out. */
public final class PolicyYaml {

    private static final int COMMENT_WIDTH = 110;

    private static final Set<FindingCode> REMARKABLE = Set.of(
            FindingCode.UNINDEXED_FOREIGN_KEY,
            FindingCode.NO_KEY,
            FindingCode.NOT_VALID_KEY,
            FindingCode.MATERIALIZED_VIEW,
            FindingCode.PUBLISHES_ALL_TABLES);

    private final PolicySuggestion suggestion;
    private final Catalogue catalogue;
    private final RootGuess root;
    private final StringBuilder out = new StringBuilder();

    private PolicyYaml(Catalogue catalogue, PolicySuggestion suggestion) {
        this.catalogue = catalogue;
        this.suggestion = suggestion;
        this.root = new RootGuess(suggestion.root(), suggestion.rootKey());
    }

    /** The whole file. */
    public static String of(Catalogue catalogue, PolicySuggestion suggestion) {
        return new PolicyYaml(catalogue, suggestion).write();
    }

    private String write() {
        header();
        line("orgpurge:");
        organization();
        dependents();
        section("tables", Answer::tables, PolicyYaml::table);
        section("edges", Answer::edges, PolicyYaml::edge);
        remarks();
        return out.toString();
    }

    private void header() {
        comment(
                "",
                "A policy for OrgPurge, suggested from this database's catalogue. Read it, correct it, then look at"
                        + " what it leads to: plan --spring.config.additional-location=file:policy.yaml");
        comment(
                "",
                "Lines are answers that leave nothing of an organization behind, with the reason above each."
                        + " Commented lines are questions that only a person can answer: keep one, remove the others.");
        long open = suggestion.answers().stream().filter(Answer::open).count();
        comment(
                "",
                "Tables in the plan: " + suggestion.plan().steps().size() + ". Questions answered: "
                        + (suggestion.answers().size() - open) + ", left open: " + open + ". As it stands the plan "
                        + (suggestion.plan().executable()
                                ? "can be executed."
                                : "is refused; see the end of this file."));
    }

    private void organization() {
        line("  organization:");
        line("    table: " + YamlText.scalar(suggestion.root().name().toString()));
        if (!root.keyIsPrimary()) {
            line("    key: " + YamlText.scalar(suggestion.rootKey().name()));
        }
        Column label = root.label();
        line(
                label == null
                        ? "    # label: the column people know an organization by"
                        : "    label: " + YamlText.scalar(label.name()));
        line("    due:");
        comment("      ", "Selects nothing by itself: it lets an operator purge an organization by its id.");
        line("      - {rule: on-request, on-request: true}");
        List<String> rules = root.dueRules();
        if (!rules.isEmpty()) {
            comment("      ", "Columns that look as if they said who is gone; rule names must differ.");
            rules.forEach(rule -> line("      # - " + YamlText.comment(rule)));
        }
    }

    private void dependents() {
        String names = root.dependents(catalogue).stream()
                .map(table -> YamlText.scalar(table.name().toString()))
                .collect(Collectors.joining(", "));
        if (!names.isEmpty()) {
            comment("  ", "An organization that still has rows here would be blocked unless --force is given:");
            line("  # constraints:");
            line("  #   dependents: [" + YamlText.comment(names) + "]");
        }
    }

    private <T> void section(String name, Function<Answer, List<T>> lines, Function<T, String> written) {
        List<Answer> concerned = suggestion.answers().stream()
                .filter(answer -> !lines.apply(answer).isEmpty())
                .toList();
        if (concerned.isEmpty()) {
            return;
        }
        boolean active = concerned.stream().anyMatch(answer -> !answer.open());
        line((active ? "  " : "  # ") + name + ":");
        for (Answer answer : concerned) {
            String refused = answer.open() && suggestion.refused(answer) ? "OPEN, refused until answered: " : "";
            String open = answer.open() && refused.isEmpty() ? "OPEN: " : "";
            comment("    ", refused + open + answer.table() + ": " + answer.reason());
            for (T one : lines.apply(answer)) {
                String text = "- " + written.apply(one);
                line(answer.open() ? "    # " + YamlText.comment(text) : "    " + text);
            }
        }
    }

    private static String table(TablePolicy line) {
        StringBuilder text = new StringBuilder("{table: " + YamlText.scalar(line.table()));
        pair(text, "owned-by", line.ownedBy());
        pair(text, "owned-by-root", line.ownedByRoot());
        pair(text, "when", line.when());
        pair(text, "treatment", line.treatment() == null ? null : word(line.treatment()));
        if (!line.accept().isEmpty()) {
            text.append(", accept: ")
                    .append(line.accept().stream().map(YamlText::scalar).collect(Collectors.joining(", ", "[", "]")));
        }
        return text.append('}').toString();
    }

    private static void pair(StringBuilder text, String key, @Nullable String value) {
        if (value != null) {
            text.append(", ").append(key).append(": ").append(YamlText.scalar(value));
        }
    }

    private static String edge(EdgePolicy line) {
        return "{table: " + YamlText.scalar(line.table()) + ", edge: " + YamlText.scalar(line.edge()) + ", treatment: "
                + word(line.treatment()) + "}";
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What no line of a policy changes: errors first, then what makes a purge slow or leaves rows. */
    private void remarks() {
        for (Finding finding : suggestion.plan().findings()) {
            if (finding.level() == Finding.Level.ERROR || REMARKABLE.contains(finding.code())) {
                comment(
                        "",
                        word(finding.level()) + " " + finding.code() + named(finding.table())
                                + named(finding.constraint()) + ": " + finding.detail());
            }
        }
    }

    private static String named(@Nullable String what) {
        return what == null ? "" : " " + what;
    }

    private void comment(String indent, String text) {
        TextTable.wrapped(YamlText.comment(text), COMMENT_WIDTH - indent.length())
                .forEach(part -> line(indent + "# " + part));
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
