package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** People who belong to organizations by a membership table: a key to one of them is where they work now, not whose they are. */
final class SharedPeopleQuestions {

    private final Catalogue catalogue;
    private final SuggestedLines lines;

    SharedPeopleQuestions(Catalogue catalogue, SuggestedLines lines) {
        this.catalogue = catalogue;
        this.lines = lines;
    }

    List<Answer> ask(PurgePlan plan) {
        return plan.steps().stream()
                .filter(step -> !step.isRoot() && OwnerNames.people(step.table()))
                .filter(step -> step.ownership().stream()
                        .allMatch(relation -> relation.nullable() && relation.foreignKey() != null))
                .flatMap(step -> membership(plan, step.table()).map(membership -> answer(step, membership)).stream())
                .toList();
    }

    private Answer answer(PlanStep people, Table membership) {
        List<ForeignKey> keys = people.ownership().stream()
                .map(Relation::foreignKey)
                .flatMap(Stream::ofNullable)
                .toList();
        String names = keys.stream()
                .flatMap(key -> key.columns().stream())
                .map(Column::name)
                .distinct()
                .collect(Collectors.joining(", "));
        return new Answer(
                people.table().name(),
                "its rows can belong to several organizations by " + membership.name() + ", so " + names
                        + " does not mean ownership: the membership goes, the row stays and loses the reference; delete"
                        + " instead of set-null takes the rows along",
                List.of(),
                keys.stream()
                        .map(key -> lines.edge(people.table(), key, Treatment.SET_NULL))
                        .toList(),
                false);
    }

    /** A row there is one person in one organization: its key is made of exactly these two. */
    private Optional<Table> membership(PurgePlan plan, Table people) {
        return plan.steps().stream()
                .filter(step -> !step.isRoot() && !step.table().equals(people))
                .filter(step -> pairs(plan, step, people))
                .map(PlanStep::table)
                .findFirst();
    }

    private boolean pairs(PurgePlan plan, PlanStep step, Table people) {
        Set<Column> person = columnsTo(step.table(), people);
        Set<Column> organization = new HashSet<>(columnsTo(step.table(), plan.root()));
        step.ownership().stream()
                .filter(relation -> relation.parent().equals(plan.root()))
                .forEach(relation -> organization.addAll(relation.columns()));
        return step.table().keys().stream()
                .map(key -> key.columns())
                .anyMatch(columns -> columns.size() == 2
                        && columns.stream().anyMatch(person::contains)
                        && columns.stream().anyMatch(organization::contains));
    }

    private Set<Column> columnsTo(Table table, Table target) {
        return catalogue.foreignKeys().stream()
                .filter(key -> key.table().equals(table.name())
                        && key.referencedTable().equals(target.name()))
                .flatMap(key -> key.columns().stream())
                .collect(Collectors.toSet());
    }
}
