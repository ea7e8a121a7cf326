package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import dev.orgpurge.plan.PolicySuggestion.TypeValues;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Plan, ask, answer, plan again: an answer can bring further tables into reach, and with them further questions. */
final class SuggestionRounds {

    private static final int MAX_ROUNDS = 60;
    private static final Set<FindingCode> UNREADABLE =
            Set.of(FindingCode.STALE_POLICY_ENTRY, FindingCode.UNSUPPORTED_POLICY, FindingCode.LOOSE_RELATION);

    private final Catalogue catalogue;
    private final Table root;
    private final Column rootKey;
    private final List<Question> questions;
    private final List<Answer> answers = new ArrayList<>();
    private final Set<String> asked = new HashSet<>();

    /** One kind of question; looks at a plan and answers what it can tell about. */
    interface Question {
        List<Answer> ask(PurgePlan plan);
    }

    SuggestionRounds(Catalogue catalogue, Table root, Column rootKey, TypeValues values) {
        this.catalogue = catalogue;
        this.root = root;
        this.rootKey = rootKey;
        SuggestedLines lines = new SuggestedLines(new WrittenNames(catalogue, root));
        CoverageQuestions coverage = new CoverageQuestions(catalogue, root, rootKey, lines);
        DetachQuestions detach = new DetachQuestions(catalogue, root, rootKey, lines);
        ParentQuestions parents = new ParentQuestions(catalogue, root, lines);
        PathQuestions paths = new PathQuestions(catalogue, root, rootKey, lines);
        this.questions = List.of(
                coverage::undeclared,
                paths::severalKeys,
                paths::circles,
                parents::ofTheRoot,
                parents::ofOwnedRows,
                new SharedPeopleQuestions(catalogue, lines)::ask,
                detach::ofOwnersKeys,
                coverage::inheriting,
                detach::onlyTies,
                new NamedParentQuestions(catalogue, lines)::ask,
                new PolymorphicQuestions(catalogue, root, rootKey, lines, values)::ask,
                new TriggerQuestions(catalogue, lines)::behindCascades);
    }

    PolicySuggestion suggest() {
        PurgePlan plan = plan();
        for (int round = 0; round < MAX_ROUNDS && answerOneKind(plan); round++) {
            plan = plan();
        }
        leaveOpen(plan);
        if (reopenUnreadable(plan)) {
            plan = plan();
        }
        return new PolicySuggestion(root, rootKey, answers, plan);
    }

    /** Kinds in the order of their certainty: what one answers, the next need not ask. */
    private boolean answerOneKind(PurgePlan plan) {
        for (int kind = 0; kind < questions.size(); kind++) {
            if (add(kind, questions.get(kind).ask(plan), false)) {
                return true;
            }
        }
        return false;
    }

    /** Every row that points at a table is an answer of its own: further ones may come into reach. */
    private static String concerning(Answer answer) {
        return answer.open()
                ? ""
                : answer.tables().stream()
                        .map(line -> line.ownedBy() + " " + line.ownedByRoot())
                        .collect(Collectors.joining(", "));
    }

    /** What nobody can answer yet is asked again once nothing else is left: an answer may have told by then. */
    private void leaveOpen(PurgePlan plan) {
        for (int kind = 0; kind < questions.size(); kind++) {
            add(kind, questions.get(kind).ask(plan), true);
        }
    }

    private boolean add(int kind, List<Answer> given, boolean open) {
        boolean added = false;
        for (Answer answer : given) {
            if (answer.open() == open && asked.add(kind + " " + answer.table().sql() + " " + concerning(answer))) {
                answers.add(answer);
                added = true;
            }
        }
        return added;
    }

    /** A name the policy cannot express, for example a column with a comma in it. */
    private boolean reopenUnreadable(PurgePlan plan) {
        Set<String> tables = new HashSet<>();
        plan.findings().stream()
                .filter(finding -> UNREADABLE.contains(finding.code()))
                .forEach(finding -> tables.add(String.valueOf(finding.table())));
        answers.replaceAll(answer -> tables.contains(answer.table().toString()) ? answer.reopened() : answer);
        return !tables.isEmpty();
    }

    private PurgePlan plan() {
        return Planner.plan(catalogue, root, rootKey, PolicySuggestion.policy(answers));
    }

    /** Tables that neither the plan nor an answer has anything to say about. */
    static boolean outside(PurgePlan plan, QualifiedName table) {
        return plan.step(table).isEmpty();
    }
}
