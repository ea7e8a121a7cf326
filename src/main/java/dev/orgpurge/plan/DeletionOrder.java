package dev.orgpurge.plan;

import dev.orgpurge.catalogue.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Children before parents. Tables that refer to each other in a circle form a component and go together, unless a key that
 * can be set to NULL opens the circle: then that one gives way.
 */
final class DeletionOrder {

    /** A key from one owned table to another; a soft one may be set to NULL beforehand. */
    private record Arrow(QualifiedName child, QualifiedName parent, String name, boolean soft) {}

    private final Map<QualifiedName, List<Arrow>> incoming = new HashMap<>();
    private final List<List<QualifiedName>> groups = new ArrayList<>();
    private final Set<QualifiedName> remaining = new TreeSet<>();
    private final Set<String> broken = new HashSet<>();

    DeletionOrder(Ownership ownership) {
        ownership.relations().values().forEach(relations -> relations.forEach(relation -> add(relation, false)));
        for (Reference reference : ownership.references()) {
            if (ownership.deleted(reference.relation().child().name())) {
                add(reference.relation(), reference.treatment() == Treatment.SET_NULL);
            }
        }
        remaining.addAll(ownership.relations().keySet());
        remaining.add(ownership.root().name());
    }

    /** A row that its root row points at, declared by the policy, goes after it: there is no key the other way. */
    private void add(Relation relation, boolean soft) {
        if (!relation.againstTheKey()) {
            QualifiedName child = relation.child().name();
            QualifiedName parent = relation.parent().name();
            boolean yields = soft && !child.equals(parent);
            incoming.computeIfAbsent(parent, name -> new ArrayList<>())
                    .add(new Arrow(child, parent, relation.name(), yields));
        }
    }

    /** Groups of tables, children first; a group of several tables, or of one that refers to itself, is a component. */
    List<List<QualifiedName>> compute() {
        while (!remaining.isEmpty()) {
            if (!takeFree()) {
                take(component(true)
                        .or(this::freeButForSoft)
                        .or(() -> component(false))
                        .orElseThrow(() -> new IllegalStateException("no order for " + remaining)));
            }
        }
        return List.copyOf(groups);
    }

    /** True if this reference had to give way: its table goes after the table it points at. */
    boolean breaks(Reference reference) {
        return broken.contains(identity(
                reference.relation().child().name(), reference.relation().name()));
    }

    boolean cyclic(List<QualifiedName> group) {
        return group.size() > 1
                || incoming.getOrDefault(group.get(0), List.of()).stream()
                        .anyMatch(arrow -> arrow.child().equals(group.get(0)));
    }

    private boolean takeFree() {
        List<QualifiedName> free = remaining.stream()
                .filter(table -> blocking(table, true).isEmpty())
                .toList();
        free.forEach(table -> take(Set.of(table)));
        return !free.isEmpty();
    }

    private Optional<Set<QualifiedName>> freeButForSoft() {
        return remaining.stream()
                .filter(table -> blocking(table, false).isEmpty())
                .findFirst()
                .map(Set::of);
    }

    private void take(Set<QualifiedName> group) {
        for (QualifiedName table : group) {
            blocking(table, true).stream()
                    .filter(arrow -> arrow.soft() && !group.contains(arrow.child()))
                    .forEach(arrow -> broken.add(identity(arrow.child(), arrow.name())));
        }
        remaining.removeAll(group);
        groups.add(group.stream().sorted().toList());
    }

    private List<Arrow> blocking(QualifiedName parent, boolean respectSoft) {
        return incoming.getOrDefault(parent, List.of()).stream()
                .filter(arrow -> remaining.contains(arrow.child()))
                .filter(arrow -> respectSoft || !arrow.soft())
                .toList();
    }

    /** A circle that nothing outside refers to: the smallest set of tables that is closed under "refers to me". */
    private Optional<Set<QualifiedName>> component(boolean respectSoft) {
        return remaining.stream()
                .filter(table -> referring(table, false).contains(table))
                .map(table -> referring(table, respectSoft))
                .min(Comparator.comparingInt(Set::size))
                .filter(group ->
                        group.stream().allMatch(table -> referring(table, false).equals(group)));
    }

    /** Every table that refers to this one, directly or through others. */
    private Set<QualifiedName> referring(QualifiedName table, boolean respectSoft) {
        Set<QualifiedName> found = new TreeSet<>();
        Deque<QualifiedName> open = new ArrayDeque<>(List.of(table));
        while (!open.isEmpty()) {
            for (Arrow arrow : blocking(open.pop(), respectSoft)) {
                if (found.add(arrow.child())) {
                    open.push(arrow.child());
                }
            }
        }
        return found;
    }

    private static String identity(QualifiedName child, String name) {
        return child.sql() + " " + name;
    }
}
