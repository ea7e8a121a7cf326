package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Tables that belong to organizations although no foreign key says so. */
final class CoverageQuestions {

    private final Catalogue catalogue;
    private final Table root;
    private final OwnerNames owners;
    private final SuggestedLines lines;

    CoverageQuestions(Catalogue catalogue, Table root, Column rootKey, SuggestedLines lines) {
        this.catalogue = catalogue;
        this.root = root;
        this.owners = new OwnerNames(root, rootKey);
        this.lines = lines;
    }

    List<Answer> undeclared(PurgePlan plan) {
        Set<String> tables = plan.findings().stream()
                .filter(finding -> finding.code() == FindingCode.UNDECLARED_TABLE)
                .filter(finding -> finding.level() == Finding.Level.ERROR)
                .map(finding -> String.valueOf(finding.table()))
                .collect(Collectors.toSet());
        List<Table> asked = catalogue.tables().stream()
                .filter(table -> tables.contains(table.name().toString()))
                .filter(table -> !owners.loose(catalogue, table).isEmpty())
                .toList();
        List<Table> settled =
                asked.stream().filter(table -> settled(plan, table)).toList();
        return (settled.isEmpty() ? asked : settled)
                .stream().map(table -> undeclared(plan, table)).toList();
    }

    /** A column that is named after a table outside the plan waits until the others have brought that table in. */
    private boolean settled(PurgePlan plan, Table table) {
        return owners.loose(catalogue, table).stream()
                .allMatch(column -> target(plan, table, column).isPresent());
    }

    private Answer undeclared(PurgePlan plan, Table table) {
        List<Column> loose = owners.loose(catalogue, table);
        Column best = loose.get(0);
        Optional<Table> target = target(plan, table, best);
        if (target.isEmpty()) {
            return new Answer(
                    table.name(),
                    "column " + best.name() + " looks like the key of an organization, but also of a table that does"
                            + " not belong to one: keep the line that is true",
                    List.of(lines.ownedBy(table, List.of(best), root), lines.unrelated(table)),
                    List.of(),
                    true);
        }
        List<TablePolicy> owned = new ArrayList<>(List.of(lines.ownedBy(table, List.of(best), target.get())));
        if (!best.notNull()) {
            loose.stream()
                    .skip(1)
                    .flatMap(other -> target(plan, table, other).stream()
                            .map(parent -> lines.ownedBy(table, List.of(other), parent)))
                    .forEach(owned::add);
            plan.step(table.name())
                    .ifPresent(step ->
                            step.ownership().stream().map(lines::ownedBy).forEach(owned::add));
        }
        return new Answer(
                table.name(),
                "column " + best.name() + " looks like the key of "
                        + target.get().name()
                        + " but has no foreign key; {table: " + table.name()
                        + ", treatment: unrelated} instead would leave its rows alone",
                owned,
                List.of(),
                false);
    }

    /** The root, unless a table goes by the column's name: {@code team_id} means {@code teams} where there is one. */
    private Optional<Table> target(PurgePlan plan, Table table, Column column) {
        List<Table> named = owners.rank(column) == 0
                ? List.of()
                : catalogue.tables().stream()
                        .filter(other -> !other.equals(root) && !other.equals(table))
                        .filter(other -> OwnerNames.namedAfter(column, other) && keyFits(other, column))
                        .toList();
        if (named.isEmpty()) {
            return Optional.of(root);
        }
        return named.stream()
                .filter(other -> plan.step(other.name()).isPresent())
                .findFirst();
    }

    private static boolean keyFits(Table table, Column column) {
        return table.primaryKey().map(Key::columns).stream()
                .anyMatch(key -> key.size() == 1 && DeclaredRelations.castable(column, key.get(0)));
    }

    /** A table that inherits from an owned one has its columns, but not its keys. */
    List<Answer> inheriting(PurgePlan plan) {
        return catalogue.tables().stream()
                .filter(table -> table.inheritance() && SuggestionRounds.outside(plan, table.name()))
                .flatMap(table -> inherited(plan, table).stream())
                .toList();
    }

    private Optional<Answer> inherited(PurgePlan plan, Table table) {
        return catalogue.ancestors(table.name()).stream()
                .flatMap(ancestor -> plan.step(ancestor.name()).stream())
                .filter(step -> !step.isRoot())
                .findFirst()
                .map(step -> new Answer(
                        table.name(),
                        "it inherits from " + step.table().name() + ", but not its foreign key",
                        step.ownership().stream()
                                .map(relation -> lines.ownedBy(table, same(table, relation), relation.parent()))
                                .toList(),
                        List.of(),
                        false));
    }

    private static List<Column> same(Table table, Relation relation) {
        return relation.columns().stream()
                .map(column -> table.column(column.name()).orElseThrow())
                .toList();
    }
}
