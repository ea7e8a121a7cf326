package dev.orgpurge.plan;

import dev.orgpurge.catalogue.QualifiedName;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Children before parents. Keys that can be set to NULL give way where they would close a cycle; what remains cyclic
 * cannot be ordered.
 */
final class DeletionOrder {

    /** A key from one owned table to another. */
    private record Arrow(QualifiedName child, QualifiedName parent, String name, boolean soft) {}

    private final Ownership ownership;
    private final List<Arrow> arrows = new ArrayList<>();
    private final List<QualifiedName> ordered = new ArrayList<>();
    private final Set<QualifiedName> remaining = new TreeSet<>();
    private final Set<String> broken = new HashSet<>();

    DeletionOrder(Ownership ownership) {
        this.ownership = ownership;
        ownership.relations().values().forEach(relations -> relations.forEach(relation -> add(relation, false)));
        for (Reference reference : ownership.references()) {
            if (ownership.owned(reference.relation().child().name())) {
                add(reference.relation(), reference.treatment() == Treatment.SET_NULL);
            }
        }
        remaining.addAll(ownership.relations().keySet());
        remaining.add(ownership.root().name());
    }

    private void add(Relation relation, boolean soft) {
        arrows.add(new Arrow(relation.child().name(), relation.parent().name(), relation.name(), soft));
    }

    /** The owned tables, children first, the root last; cyclic ones are missing and reported as findings. */
    List<QualifiedName> compute(Findings findings) {
        QualifiedName root = ownership.root().name();
        while (!remaining.isEmpty()) {
            if (!takeUnreferenced(root, true) && !takeUnreferenced(root, false)) {
                reportCycle(findings);
                break;
            }
        }
        return List.copyOf(ordered);
    }

    /** True if this reference had to give way: its table goes after the table it points at. */
    boolean breaks(Reference reference) {
        return broken.contains(identity(
                reference.relation().child().name(), reference.relation().name()));
    }

    private boolean takeUnreferenced(QualifiedName root, boolean respectSoft) {
        List<QualifiedName> free = remaining.stream()
                .filter(table -> !table.equals(root) || remaining.size() == 1)
                .filter(table -> blocking(table, respectSoft).isEmpty())
                .toList();
        if (free.isEmpty()) {
            return false;
        }
        List<QualifiedName> taken = respectSoft ? free : free.subList(0, 1);
        for (QualifiedName table : taken) {
            blocking(table, true).forEach(arrow -> broken.add(identity(arrow.child(), arrow.name())));
            remaining.remove(table);
            ordered.add(table);
        }
        return true;
    }

    private List<Arrow> blocking(QualifiedName parent, boolean respectSoft) {
        return arrows.stream()
                .filter(arrow -> arrow.parent().equals(parent) && remaining.contains(arrow.child()))
                .filter(arrow -> respectSoft || !arrow.soft())
                .toList();
    }

    private void reportCycle(Findings findings) {
        Map<QualifiedName, List<Arrow>> inside = arrows.stream()
                .filter(arrow -> cyclic(arrow.child()) && cyclic(arrow.parent()))
                .collect(Collectors.groupingBy(Arrow::child, TreeMap::new, Collectors.toList()));
        inside.forEach((table, keys) -> keys.forEach(arrow -> findings.error(
                FindingCode.CYCLE,
                table.toString(),
                arrow.name(),
                "keeps " + table + " and " + arrow.parent()
                        + " in a cycle of foreign keys, which this version cannot delete; if the column may be NULL, "
                        + "{table: " + table + ", edge: " + arrow.name() + ", treatment: set-null} breaks it")));
    }

    private boolean cyclic(QualifiedName table) {
        return remaining.contains(table);
    }

    private static String identity(QualifiedName child, String name) {
        return child.sql() + " " + name;
    }
}
