package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks at the tables that no key leads from: some of them hang off owned ones all the same. */
final class OutsideReview {

    /** As many as somebody reads. */
    private static final int MAX_NAMES = 100;

    private final Catalogue catalogue;
    private final Ownership ownership;
    private final NamedParents parents;
    private final PolicyLines policy;
    private final Findings findings;

    OutsideReview(Catalogue catalogue, Ownership ownership, PolicyLines policy, Findings findings) {
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.parents = new NamedParents(catalogue);
        this.policy = policy;
        this.findings = findings;
    }

    /** Weaker signs than the name of an organization's key: inheritance, and the name of an owned table's key. */
    void ties(Table table) {
        reviewInheriting(table);
        parents.of(table, this::ownedBelowTheRoot).stream()
                .findFirst()
                .ifPresent(tie -> findings.warning(
                        FindingCode.UNDECLARED_TABLE,
                        table.name().toString(),
                        tie.column().name(),
                        "is named after " + tie.parent().name() + ", whose rows go, but has no foreign key: its rows"
                                + " would stay, pointing at nothing; declare {table: " + table.name() + ", owned-by: \""
                                + tie.column().name() + " -> " + tie.parent().name() + "\"} or {table: "
                                + table.name() + ", treatment: unrelated}"));
    }

    private boolean ownedBelowTheRoot(QualifiedName name) {
        return ownership.deleted(name) && !name.equals(ownership.root().name());
    }

    private void reviewInheriting(Table table) {
        catalogue.ancestors(table.name()).stream()
                .filter(ancestor -> ownedBelowTheRoot(ancestor.name()))
                .findFirst()
                .ifPresent(ancestor -> findings.error(
                        FindingCode.UNDECLARED_TABLE,
                        table.name().toString(),
                        null,
                        "inherits from " + ancestor.name() + ", whose rows go, but has no foreign key of its own;"
                                + " declare {table: " + table.name() + ", owned-by: \"<column> -> <table>\"} or"
                                + " {table: " + table.name() + ", treatment: unrelated}"));
    }

    /** Nobody should have to compare lists to learn what stays. */
    void rest(List<PlanStep> steps) {
        Set<Table> planned = steps.stream().map(PlanStep::table).collect(Collectors.toSet());
        List<String> rest = catalogue.tables().stream()
                .filter(table -> !planned.contains(table) && !policy.unrelated(table))
                .map(table -> table.name().toString())
                .toList();
        String names = rest.stream().limit(MAX_NAMES).collect(Collectors.joining(", "))
                + (rest.size() > MAX_NAMES ? " and " + (rest.size() - MAX_NAMES) + " more" : "");
        String root = ownership.root().name().toString();
        if (!rest.isEmpty() && planned.size() == 1) {
            findings.warning(
                    FindingCode.NOT_IN_PLAN,
                    null,
                    null,
                    "nothing but the row in " + root + " would be deleted: no key and no policy line leads to it. The"
                            + " rows of these tables stay, whoever's they are: " + names);
        } else if (!rest.isEmpty()) {
            findings.note(
                    FindingCode.NOT_IN_PLAN,
                    null,
                    null,
                    "no key and no policy line leads from these tables to " + root + ", so their rows stay: " + names);
        }
    }
}
