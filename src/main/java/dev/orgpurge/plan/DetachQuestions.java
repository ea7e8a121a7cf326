package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Keys with ON DELETE SET NULL: references by default, but some hold the only path to an organization's rows. */
final class DetachQuestions {

    private final Catalogue catalogue;
    private final Table root;
    private final OwnerNames owners;
    private final SuggestedLines lines;

    DetachQuestions(Catalogue catalogue, Table root, Column rootKey, SuggestedLines lines) {
        this.catalogue = catalogue;
        this.root = root;
        this.owners = new OwnerNames(root, rootKey);
        this.lines = lines;
    }

    /** A table whose rows are found by other nullable keys only would keep rows that name their organization. */
    List<Answer> ofOwnersKeys(PurgePlan plan) {
        return plan.steps().stream()
                .filter(step -> !step.isRoot() && step.ownership().stream().allMatch(Relation::nullable))
                .flatMap(step -> detaching(plan, step.table()).stream()
                        .filter(key -> key.referencedTable().equals(root.name()) && named(key))
                        .map(key -> delete(step.table(), List.of(key))))
                .toList();
    }

    /** Tables outside the reach that such keys tie to it. */
    List<Answer> onlyTies(PurgePlan plan) {
        return catalogue.tables().stream()
                .filter(table -> SuggestionRounds.outside(plan, table.name()))
                .flatMap(table -> onlyTies(plan, table).stream())
                .toList();
    }

    private Optional<Answer> onlyTies(PurgePlan plan, Table table) {
        List<ForeignKey> ties = detaching(plan, table);
        if (ties.isEmpty()) {
            return Optional.empty();
        }
        List<ForeignKey> owning = ties.stream().filter(this::looksLikeOwnership).toList();
        return Optional.of(owning.isEmpty() ? open(table, ties) : delete(table, owning));
    }

    private List<ForeignKey> detaching(PurgePlan plan, Table table) {
        Set<ForeignKey> references = plan.references().stream()
                .filter(reference -> !reference.byPolicy())
                .map(reference -> reference.relation())
                .filter(relation -> relation.child().name().equals(table.name()))
                .flatMap(relation -> Optional.ofNullable(relation.foreignKey()).stream())
                .collect(Collectors.toSet());
        return catalogue.foreignKeys().stream()
                .filter(key -> references.contains(key) && key.nullable() && !key.selfReference())
                .filter(key -> key.onDelete().changesRows())
                .toList();
    }

    private boolean named(ForeignKey key) {
        return key.columns().stream().anyMatch(column -> owners.rank(column) < 3);
    }

    private boolean looksLikeOwnership(ForeignKey key) {
        if (key.referencedTable().equals(root.name())) {
            return named(key);
        }
        Table parent = catalogue.table(key.referencedTable());
        return key.columns().stream().anyMatch(column -> OwnerNames.namedAfter(column, parent))
                && !OwnerNames.people(parent);
    }

    private Answer delete(Table table, List<ForeignKey> keys) {
        return new Answer(
                table.name(),
                "nothing but ON DELETE SET NULL leads to its organization, and by its name " + names(keys)
                        + " means ownership: without this its rows would be detached and stay",
                List.of(),
                keys.stream()
                        .map(key -> lines.edge(table, key, Treatment.DELETE))
                        .toList(),
                false);
    }

    private Answer open(Table table, List<ForeignKey> ties) {
        return new Answer(
                table.name(),
                "nothing but ON DELETE SET NULL (" + names(ties) + ") ties it to an organization. Without a line the"
                        + " rows stay and lose the reference, which is counted; delete takes the rows along",
                List.of(),
                ties.stream()
                        .map(key -> lines.edge(table, key, Treatment.DELETE))
                        .toList(),
                true);
    }

    private static String names(List<ForeignKey> keys) {
        return keys.stream()
                .flatMap(key -> key.columns().stream())
                .map(Column::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
