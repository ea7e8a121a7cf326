package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Trigger;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Row triggers that were written for rows which a cascade deletes. */
final class TriggerQuestions {

    private final Catalogue catalogue;
    private final SuggestedLines lines;

    TriggerQuestions(Catalogue catalogue, SuggestedLines lines) {
        this.catalogue = catalogue;
        this.lines = lines;
    }

    /** Accepting leaves nothing behind: what a trigger writes is swept, and one that raises fails its organization alone. */
    List<Answer> behindCascades(PurgePlan plan) {
        Set<String> refused = plan.findings().stream()
                .filter(finding -> finding.code() == FindingCode.USER_TRIGGER)
                .filter(finding -> finding.level() == Finding.Level.ERROR)
                .map(finding -> String.valueOf(finding.table()))
                .collect(Collectors.toSet());
        return catalogue.tables().stream()
                .filter(table -> refused.contains(table.name().toString()))
                .map(this::accept)
                .toList();
    }

    private Answer accept(Table table) {
        List<String> names = table.triggers().stream()
                .filter(trigger -> trigger.onDelete() && trigger.forEachRow())
                .map(Trigger::name)
                .toList();
        return new Answer(
                table.name(),
                "row triggers run for its deleted rows, which so far ON DELETE CASCADE deleted after their parents and"
                        + " which now go first. Look at what they do; rows that they write for the organization are"
                        + " swept, one that raises an error fails that organization alone",
                List.of(lines.accept(table, names)),
                List.of(),
                false);
    }
}
