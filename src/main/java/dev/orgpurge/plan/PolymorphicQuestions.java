package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import dev.orgpurge.plan.PolicySuggestion.TypeValues;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Pairs such as {@code owner_type, owner_id}: whose row it is stands in the row. */
final class PolymorphicQuestions {

    private final Catalogue catalogue;
    private final Table root;
    private final Column rootKey;
    private final SuggestedLines lines;
    private final TypeValues values;

    PolymorphicQuestions(Catalogue catalogue, Table root, Column rootKey, SuggestedLines lines, TypeValues values) {
        this.catalogue = catalogue;
        this.root = root;
        this.rootKey = rootKey;
        this.lines = lines;
        this.values = values;
    }

    List<Answer> ask(PurgePlan plan) {
        List<Answer> answers = new ArrayList<>();
        for (Table table : catalogue.tables()) {
            if (SuggestionRounds.outside(plan, table.name()) && table.kind() != Table.Kind.FOREIGN) {
                List<PolymorphicPair> pairs = PolymorphicPair.of(catalogue, table);
                if (!pairs.isEmpty()) {
                    answers.add(answer(plan, table, pairs));
                }
            }
        }
        return answers;
    }

    private Answer answer(PurgePlan plan, Table table, List<PolymorphicPair> pairs) {
        List<TablePolicy> owned = pairs.stream()
                .flatMap(pair -> lines(plan, table, pair).stream())
                .toList();
        if (!owned.isEmpty()) {
            return new Answer(
                    table.name(),
                    "whose row it is stands in the row (" + pairs.get(0) + "); these are the types seen that belong to"
                            + " an organization. Add a line for every other one",
                    owned,
                    List.of(),
                    false);
        }
        PolymorphicPair pair = pairs.get(0);
        return new Answer(
                table.name(),
                "whose row it is stands in the row (" + pair + "), "
                        + (pair.numbered()
                                ? "told by a number: put the one that means " + root.name() + " in the place of 0, or"
                                        + " keep the second line"
                                : "but no type that belongs to an organization was seen: keep the line that is true")
                        + ". Without a line its rows stay",
                List.of(
                        lines.ownedBy(
                                table,
                                List.of(pair.id()),
                                root,
                                pair.is(pair.numbered() ? "0" : root.name().name())),
                        lines.unrelated(table)),
                List.of(),
                true);
    }

    private List<TablePolicy> lines(PurgePlan plan, Table table, PolymorphicPair pair) {
        return pair.numbered()
                ? List.of()
                : values.of(table, pair.type()).stream()
                        .sorted()
                        .flatMap(value -> target(plan, pair, value)
                                .map(target -> lines.ownedBy(table, List.of(pair.id()), target, pair.is(value)))
                                .stream())
                        .toList();
    }

    private Optional<Table> target(PurgePlan plan, PolymorphicPair pair, String value) {
        return Stream.concat(Stream.of(root), plan.steps().stream().map(PlanStep::table))
                .filter(table -> OwnerNames.means(value, table))
                .filter(table -> key(table)
                        .filter(key -> DeclaredRelations.castable(pair.id(), key))
                        .isPresent())
                .findFirst();
    }

    private Optional<Column> key(Table table) {
        return table.equals(root)
                ? Optional.of(rootKey)
                : table.primaryKey()
                        .map(Key::columns)
                        .filter(columns -> columns.size() == 1)
                        .map(columns -> columns.get(0));
    }
}
