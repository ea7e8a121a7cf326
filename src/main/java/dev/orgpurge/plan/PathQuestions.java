package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Which of several ways to the root means ownership. */
final class PathQuestions {

    private final Catalogue catalogue;
    private final Table root;
    private final OwnerNames owners;
    private final SuggestedLines lines;

    PathQuestions(Catalogue catalogue, Table root, Column rootKey, SuggestedLines lines) {
        this.catalogue = catalogue;
        this.root = root;
        this.owners = new OwnerNames(root, rootKey);
        this.lines = lines;
    }

    List<Answer> severalKeys(PurgePlan plan) {
        return ambiguous(plan)
                .filter(finding -> finding.constraint() != null)
                .flatMap(finding -> table(finding).stream())
                .map(this::severalKeys)
                .toList();
    }

    private Answer severalKeys(Table table) {
        List<ForeignKey> direct = catalogue.foreignKeys().stream()
                .filter(key -> key.table().equals(table.name())
                        && key.referencedTable().equals(root.name()))
                .toList();
        return only(direct.stream().filter(this::named).toList())
                .map(key -> answer(table, key, "is named after its organization"))
                .or(() -> only(direct.stream().filter(key -> !key.nullable()).toList())
                        .map(key -> answer(table, key, "can never be NULL")))
                .orElseGet(() -> new Answer(
                        table.name(),
                        "several keys lead straight to " + root.name()
                                + ", and none of them is plainly the owner's: keep the line of the one that is. A row"
                                + " that points at a second organization by another key blocks that one",
                        direct.stream().map(key -> line(table, key)).toList(),
                        List.of(),
                        true));
    }

    private boolean named(ForeignKey key) {
        return key.columns().size() == 1 && owners.rank(key.columns().get(0)) < 3;
    }

    private static Optional<ForeignKey> only(List<ForeignKey> keys) {
        return keys.size() == 1 ? Optional.of(keys.get(0)) : Optional.empty();
    }

    private Answer answer(Table table, ForeignKey key, String why) {
        return new Answer(
                table.name(),
                "several keys lead straight to " + root.name() + ", but only " + names(key) + " " + why
                        + ". A row that points at a second organization by another key blocks that one",
                List.of(line(table, key)),
                List.of(),
                false);
    }

    private TablePolicy line(Table table, ForeignKey key) {
        return lines.ownedBy(table, key.columns(), root);
    }

    private static String names(ForeignKey key) {
        return String.join(", ", key.columns().stream().map(Column::name).toList());
    }

    /** Too many ways, or ways that run in a circle: those that come nearer to the root with every step cannot. */
    List<Answer> circles(PurgePlan plan) {
        Map<Table, Integer> distance = distances(plan);
        return ambiguous(plan)
                .filter(finding -> finding.constraint() == null)
                .flatMap(finding -> table(finding).stream())
                .flatMap(table -> nearer(plan, table, distance).stream())
                .toList();
    }

    private Optional<Answer> nearer(PurgePlan plan, Table table, Map<Table, Integer> distance) {
        List<Relation> all = plan.step(table.name()).map(PlanStep::ownership).orElse(List.of());
        int own = distance.getOrDefault(table, Integer.MAX_VALUE);
        List<Relation> nearer = all.stream()
                .filter(relation -> distance.getOrDefault(relation.parent(), Integer.MAX_VALUE) < own)
                .toList();
        boolean helps = !nearer.isEmpty() && nearer.size() < all.size();
        List<Relation> chosen = helps ? nearer : nearer.stream().limit(1).toList();
        return chosen.isEmpty()
                ? Optional.empty()
                : Optional.of(new Answer(
                        table.name(),
                        "its ways to " + root.name() + " are too many or run in a circle: only "
                                + (helps ? "those that come nearer to it" : "the shortest of them")
                                + " mean ownership. A row that has only another one blocks",
                        chosen.stream().map(lines::ownedBy).toList(),
                        List.of(),
                        false));
    }

    private Map<Table, Integer> distances(PurgePlan plan) {
        Map<Table, Integer> distance = new HashMap<>(Map.of(root, 0));
        boolean grown = true;
        while (grown) {
            grown = false;
            for (PlanStep step : plan.steps()) {
                for (Relation up : step.ownership()) {
                    int via = distance.getOrDefault(up.parent(), Integer.MAX_VALUE - 1) + 1;
                    if (via < distance.getOrDefault(step.table(), Integer.MAX_VALUE)) {
                        distance.put(step.table(), via);
                        grown = true;
                    }
                }
            }
        }
        return distance;
    }

    private static Stream<Finding> ambiguous(PurgePlan plan) {
        return plan.findings().stream().filter(finding -> finding.code() == FindingCode.AMBIGUOUS_OWNERSHIP);
    }

    private Optional<Table> table(Finding finding) {
        return catalogue.tables().stream()
                .filter(table -> table.name().toString().equals(finding.table()))
                .findFirst();
    }
}
