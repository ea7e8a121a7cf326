package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.Policy.EdgePolicy;
import dev.orgpurge.plan.Policy.TablePolicy;
import java.util.List;

/**
 * A policy for a database that has none: every question the plan leaves open, answered with the most careful line that
 * leaves nothing of an organization behind, or left to a person.
 *
 * @param plan what the answers lead to; executable, or refused for what no answer was found to
 */
public record PolicySuggestion(Table root, Column rootKey, List<Answer> answers, PurgePlan plan) {

    public PolicySuggestion {
        answers = List.copyOf(answers);
    }

    /**
     * One question about one table.
     *
     * @param table the table asked about
     * @param reason why it is asked, and why it is answered so
     * @param open nobody but a person can tell: the lines are choices, not answers
     */
    public record Answer(
            QualifiedName table, String reason, List<TablePolicy> tables, List<EdgePolicy> edges, boolean open) {

        public Answer {
            tables = List.copyOf(tables);
            edges = List.copyOf(edges);
        }

        Answer reopened() {
            return new Answer(table, reason, tables, edges, true);
        }
    }

    /** Knows which values a type column of a polymorphic pair holds; empty where that cannot be told cheaply. */
    public interface TypeValues {
        List<String> of(Table table, Column column);
    }

    /** Asks and answers until the plan has no question left that an answer is known to. */
    public static PolicySuggestion of(Catalogue catalogue, Table root, Column rootKey, TypeValues values) {
        return new SuggestionRounds(catalogue, root, rootKey, values).suggest();
    }

    /** The answers alone, without what is open. */
    public Policy policy() {
        return policy(answers);
    }

    static Policy policy(List<Answer> answers) {
        List<Answer> given = answers.stream().filter(answer -> !answer.open()).toList();
        return new Policy(
                given.stream().flatMap(answer -> answer.tables().stream()).toList(),
                given.stream().flatMap(answer -> answer.edges().stream()).toList());
    }

    /** The plan is refused because of this table. */
    public boolean refused(Answer answer) {
        String table = answer.table().toString();
        return plan.findings().stream()
                .anyMatch(finding -> finding.level() == Finding.Level.ERROR && table.equals(finding.table()));
    }
}
