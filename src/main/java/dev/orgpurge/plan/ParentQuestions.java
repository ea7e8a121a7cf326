package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.Policy.TablePolicy;
import dev.orgpurge.plan.PolicySuggestion.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Rows that hang upwards: only rows of an organization point at them. */
final class ParentQuestions {

    private final Catalogue catalogue;
    private final Table root;
    private final SuggestedLines lines;

    ParentQuestions(Catalogue catalogue, Table root, SuggestedLines lines) {
        this.catalogue = catalogue;
        this.root = root;
        this.lines = lines;
    }

    /** What the root row points at. */
    List<Answer> ofTheRoot(PurgePlan plan) {
        return asked(plan).entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), pointing(entry.getValue(), true)))
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> ofTheRoot(plan, catalogueTable(entry.getKey()), entry.getValue()))
                .toList();
    }

    /** What other owned rows point at. */
    List<Answer> ofOwnedRows(PurgePlan plan) {
        return asked(plan).entrySet().stream()
                .map(entry -> Map.entry(entry.getKey(), pointing(entry.getValue(), false)))
                .filter(entry -> !entry.getValue().isEmpty())
                .map(entry -> ofOwnedRows(plan, catalogueTable(entry.getKey()), entry.getValue()))
                .toList();
    }

    /** Keys that findings are about, by the name of the table that they point at. */
    private Map<String, List<ForeignKey>> asked(PurgePlan plan) {
        Map<String, List<ForeignKey>> asked = new TreeMap<>();
        for (Finding finding : plan.findings()) {
            if (finding.code() == FindingCode.ORPHANED_PARENT) {
                catalogue.foreignKeys().stream()
                        .filter(key -> key.referencedTable().toString().equals(finding.table())
                                && key.name().equals(finding.constraint())
                                && plan.step(key.table()).isPresent())
                        .forEach(key -> asked.computeIfAbsent(finding.table(), name -> new ArrayList<>())
                                .add(key));
            }
        }
        return asked;
    }

    private List<ForeignKey> pointing(List<ForeignKey> keys, boolean fromRoot) {
        return keys.stream()
                .filter(key -> key.table().equals(root.name()) == fromRoot)
                .toList();
    }

    private Table catalogueTable(String name) {
        return catalogue.tables().stream()
                .filter(table -> table.name().toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Answer ofTheRoot(PurgePlan plan, Table table, List<ForeignKey> keys) {
        boolean unshared = keys.stream().allMatch(key -> OrphanedParents.oneToOne(root, key));
        String what = root.name() + " points at it (" + names(keys) + ")";
        List<TablePolicy> owned = Stream.concat(
                        inferred(plan, table), keys.stream().map(key -> lines.ownedByRoot(table, key)))
                .toList();
        return unshared && !OwnerNames.people(table) && !usedByOwnedRows(plan, table)
                ? new Answer(
                        table.name(),
                        what + ", and no two organizations at the same row: the row goes with its organization",
                        owned,
                        List.of(),
                        false)
                : open(
                        table,
                        owned,
                        what + ", but organizations or others may share a row: keep the owned-by-root "
                                + (keys.size() == 1 ? "line" : "lines") + " if every organization has its own, the last"
                                + " line if not. Without a line its rows stay");
    }

    private Answer ofOwnedRows(PurgePlan plan, Table table, List<ForeignKey> keys) {
        boolean refused = keys.stream().anyMatch(key -> refused(plan, key));
        String pointing = keys.stream()
                .map(key -> key.table() + " (" + names(List.of(key)) + ")")
                .collect(Collectors.joining(", "));
        String what = refused
                ? "it holds the common part of rows of " + pointing + ", by the same primary key"
                : "each of its rows is pointed at by one row of " + pointing + " at most";
        List<TablePolicy> owned = Stream.concat(
                        inferred(plan, table),
                        keys.stream().map(key -> lines.ownedBack(table, key, catalogue.table(key.table()))))
                .toList();
        if (OwnerNames.people(table)) {
            return open(
                    table,
                    owned,
                    what + ", but people may belong to several organizations: keep owned-by if"
                            + " they go with that row, the last line if they stay");
        }
        if (!refused && usedOutside(plan, table)) {
            return open(
                    table,
                    owned,
                    what + ", but tables of nobody refer to it too and would go along: keep"
                            + " owned-by if they may, the last line if its rows stay. Without a line its rows stay");
        }
        return new Answer(
                table.name(),
                what + ": without this line its rows would be left over. A row that two organizations share, or that"
                        + " somebody else refers to, blocks",
                owned,
                List.of(),
                false);
    }

    private Answer open(Table table, List<TablePolicy> owned, String why) {
        List<TablePolicy> choices = new ArrayList<>(owned);
        choices.add(lines.unrelated(table));
        return new Answer(table.name(), why, choices, List.of(), true);
    }

    /** Named ownership is the only ownership of its table, so what was inferred must be named along. */
    private Stream<TablePolicy> inferred(PurgePlan plan, Table table) {
        return plan.step(table.name()).stream()
                .flatMap(step -> step.ownership().stream())
                .filter(relation -> relation.foreignKey() != null)
                .map(lines::ownedBy);
    }

    private static boolean refused(PurgePlan plan, ForeignKey key) {
        return plan.findings().stream()
                .anyMatch(finding -> finding.code() == FindingCode.ORPHANED_PARENT
                        && finding.level() == Finding.Level.ERROR
                        && key.name().equals(finding.constraint())
                        && key.referencedTable().toString().equals(finding.table()));
    }

    /** Tables that belong to organizations anyway point at it too; those outside the reach would come along. */
    private boolean usedByOwnedRows(PurgePlan plan, Table table) {
        return catalogue.foreignKeys().stream()
                .filter(other -> other.referencedTable().equals(table.name())
                        && !other.table().equals(root.name()))
                .anyMatch(other -> plan.step(other.table()).isPresent());
    }

    private boolean usedOutside(PurgePlan plan, Table table) {
        return catalogue.foreignKeys().stream()
                .filter(other -> other.referencedTable().equals(table.name()) && !other.selfReference())
                .anyMatch(other -> plan.step(other.table()).isEmpty());
    }

    private static String names(List<ForeignKey> keys) {
        return keys.stream()
                .flatMap(key -> key.columns().stream())
                .map(Column::name)
                .distinct()
                .collect(Collectors.joining(", "));
    }
}
