package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.Publication;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.ReferentialAction;
import dev.orgpurge.catalogue.Rule;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Trigger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What the server does when rows are deleted or detached besides doing it: triggers, rules, publications, copies. */
final class SurroundingsReview {

    private static final int NAMED_LEAVES = 3;

    private final Catalogue catalogue;
    private final Ownership ownership;
    private final PolicyLines policy;
    private final Findings findings;
    private final Set<QualifiedName> detached;
    private final Set<QualifiedName> deleted;
    private final Set<QualifiedName> updated;

    SurroundingsReview(Catalogue catalogue, Ownership ownership, PolicyLines policy, Findings findings) {
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.policy = policy;
        this.findings = findings;
        this.detached = ownership.references().stream()
                .filter(reference -> reference.treatment() == Treatment.SET_NULL)
                .map(reference -> reference.relation().child().name())
                .collect(Collectors.toSet());
        this.deleted = acted(action -> action == ReferentialAction.CASCADE);
        this.updated = acted(action -> action.changesRows() && action != ReferentialAction.CASCADE);
    }

    void review() {
        for (Table table : catalogue.tables()) {
            boolean deletes = ownership.deleted(table.name()) || deleted.contains(table.name());
            boolean updates = detached.contains(table.name()) || updated.contains(table.name());
            reviewRules(table, deletes, updates);
            reviewPublications(table, deletes, updates);
            if (ownership.deleted(table.name())) {
                reviewTriggers(table);
                reviewStorage(table);
            }
        }
        reviewCopies();
        reviewPublicationsOfAllTables();
    }

    /** The server runs the statement of a referential action even where no row is left for it. */
    private Set<QualifiedName> acted(Predicate<ReferentialAction> action) {
        return catalogue.foreignKeys().stream()
                .filter(key -> action.test(key.onDelete()) && ownership.deleted(key.referencedTable()))
                .map(ForeignKey::table)
                .collect(Collectors.toSet());
    }

    private void reviewRules(Table table, boolean deletes, boolean updates) {
        for (Rule rule : table.surroundings().rules()) {
            if (rule.onDelete() ? deletes : updates) {
                String what = rule.onDelete() ? "DELETE" : "UPDATE";
                String does = rule.instead()
                        ? "takes the place of " + what + ", so rows may stay as they are without a word"
                        : "runs statements of its own with every " + what + ", whose rows nobody counts";
                findings.error(
                        FindingCode.REWRITE_RULE,
                        table.name().toString(),
                        rule.name(),
                        does + "; alter table " + table.name().sql() + " disable rule "
                                + WrittenNames.quoted(rule.name())
                                + ", or drop it, if its purpose allows; a trigger can do the same row by row");
            }
        }
    }

    private void reviewPublications(Table table, boolean deletes, boolean updates) {
        for (Publication publication : table.surroundings().publications()) {
            boolean refusesDeletes = deletes && publication.refusesDeletes();
            if (refusesDeletes || (updates && publication.refusesUpdates())) {
                findings.error(
                        FindingCode.NO_REPLICA_IDENTITY,
                        table.name().toString(),
                        publication.name(),
                        "this publication sends " + (refusesDeletes ? "deletes" : "updates")
                                + ", but the rows have no usable replica identity, so the server refuses every "
                                + (refusesDeletes ? "DELETE" : "UPDATE") + " (55000); "
                                + fixes(table, publication.unidentified()));
            }
        }
    }

    private static String fixes(Table table, List<String> unidentified) {
        String identity = identity(table);
        String named = unidentified.stream()
                .limit(NAMED_LEAVES)
                .map(leaf -> "alter table " + leaf + " replica identity " + identity)
                .collect(Collectors.joining("; "));
        int more = unidentified.size() - NAMED_LEAVES;
        return more > 0 ? named + "; and the same for " + more + " more partitions" : named;
    }

    /** An index of a leaf has a name of its own, which is not known here. */
    private static String identity(Table table) {
        if (table.primaryKey().isPresent()) {
            return "default";
        }
        boolean single = table.kind() == Table.Kind.TABLE;
        return table.identity()
                .filter(key -> single)
                .map(Key::name)
                .map(name -> "using index " + WrittenNames.quoted(name))
                .orElse("full");
    }

    private void reviewTriggers(Table table) {
        for (Trigger trigger : table.triggers()) {
            if (trigger.onDelete() && trigger.forEachRow() && !policy.accepts(table, trigger)) {
                catalogue.foreignKeys().stream()
                        .filter(key -> key.table().equals(table.name()) && cascades(key))
                        .findFirst()
                        .ifPresentOrElse(key -> refuse(table, trigger, key), () -> mention(table, trigger));
            } else if (trigger.onDelete()) {
                mention(table, trigger);
            }
        }
    }

    private boolean cascades(ForeignKey key) {
        return key.onDelete() == ReferentialAction.CASCADE && ownership.deleted(key.referencedTable());
    }

    private void refuse(Table table, Trigger trigger, ForeignKey key) {
        findings.error(
                FindingCode.USER_TRIGGER,
                table.name().toString(),
                trigger.name(),
                "runs for each deleted row, and so far " + key.name() + " (ON DELETE CASCADE) deleted them after their "
                        + key.referencedTable()
                        + ": here they go before it, by statements of their own, and the trigger still finds the"
                        + " parent. Look at what it does, then accept it: {table: " + table.name() + ", accept: ["
                        + trigger.name() + "]}");
    }

    private void mention(Table table, Trigger trigger) {
        findings.warning(
                FindingCode.USER_TRIGGER,
                table.name().toString(),
                trigger.name(),
                "runs for deleted rows as usual; a rehearsal cannot see what it does");
    }

    private void reviewStorage(Table table) {
        if (table.surroundings().unlogged()) {
            findings.warning(
                    FindingCode.UNLOGGED_TABLE,
                    table.name().toString(),
                    null,
                    "is UNLOGGED: a crash of the server empties it; rows that were counted by then are reported as"
                            + " vanished, and no certificate claims them");
        }
    }

    private void reviewCopies() {
        Map<QualifiedName, Set<QualifiedName>> copies = new TreeMap<>();
        for (Table table : catalogue.tables()) {
            if (ownership.deleted(table.name()) || detached.contains(table.name())) {
                table.surroundings()
                        .materializedViews()
                        .forEach(view -> copies.computeIfAbsent(view, v -> new TreeSet<>())
                                .add(table.name()));
            }
        }
        copies.forEach((view, sources) -> findings.warning(
                FindingCode.MATERIALIZED_VIEW,
                view.toString(),
                null,
                "keeps what it read from "
                        + sources.stream().map(QualifiedName::toString).collect(Collectors.joining(", "))
                        + " until it is refreshed, purged rows too: refresh materialized view " + view.sql()
                        + " after a purge"));
    }

    private void reviewPublicationsOfAllTables() {
        catalogue.tables().stream()
                .flatMap(table -> table.surroundings().publications().stream())
                .filter(Publication::allTables)
                .map(Publication::name)
                .distinct()
                .forEach(name -> findings.warning(
                        FindingCode.PUBLISHES_ALL_TABLES,
                        null,
                        name,
                        "this publication is FOR ALL TABLES, so it sends the tables of our schema orgpurge too, and the"
                                + " key tables that a run creates there: a PostgreSQL subscriber stops at the first"
                                + " table that it does not have. Name tables or schemas instead, or let the subscriber"
                                + " leave orgpurge out"));
    }
}
