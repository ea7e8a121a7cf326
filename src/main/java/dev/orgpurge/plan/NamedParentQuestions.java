package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.NamedParents.Tie;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Tables that hang off owned ones although no foreign key says so. */
final class NamedParentQuestions {

    private final Catalogue catalogue;
    private final SuggestedLines lines;
    private final NamedParents parents;

    NamedParentQuestions(Catalogue catalogue, SuggestedLines lines) {
        this.catalogue = catalogue;
        this.lines = lines;
        this.parents = new NamedParents(catalogue);
    }

    List<Answer> ask(PurgePlan plan) {
        Predicate<QualifiedName> owned =
                name -> plan.step(name).filter(step -> !step.isRoot()).isPresent();
        return catalogue.tables().stream()
                .filter(table -> SuggestionRounds.outside(plan, table.name()) && table.kind() != Table.Kind.FOREIGN)
                .flatMap(table -> answer(table, parents.of(table, owned)).stream())
                .toList();
    }

    private Optional<Answer> answer(Table table, List<Tie> ties) {
        if (ties.isEmpty()) {
            return Optional.empty();
        }
        Tie best = ties.get(0);
        boolean certain = best.column().notNull() && !OwnerNames.people(table);
        String what = "column " + best.column().name() + " is named after "
                + best.parent().name() + " but has no foreign key";
        return Optional.of(
                certain
                        ? new Answer(
                                table.name(),
                                what + ", and is never NULL: its rows go with that row; {table: " + table.name()
                                        + ", treatment: unrelated} instead would leave them, pointing at nothing",
                                List.of(line(table, best)),
                                List.of(),
                                false)
                        : new Answer(
                                table.name(),
                                what + ", and its rows may be somebody else's: keep the line that is true. Without a"
                                        + " line they stay, pointing at nothing",
                                Stream.concat(
                                                ties.stream().map(tie -> line(table, tie)),
                                                Stream.of(lines.unrelated(table)))
                                        .toList(),
                                List.of(),
                                true));
    }

    private TablePolicy line(Table table, Tie tie) {
        return lines.ownedBy(table, List.of(tie.column()), tie.parent());
    }
}
