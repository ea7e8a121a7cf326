package dev.orgpurge.plan;

import dev.orgpurge.catalogue.QualifiedName;
import java.util.ArrayList;
import java.util.Comparator;
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
            if (!takeFree() && !takeClosed(true) && !takeFreeButForSoft() && !takeClosed(false)) {
                throw new IllegalStateException("no order for " + remaining);
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

    private boolean takeFreeButForSoft() {
        Optional<QualifiedName> free = remaining.stream()
                .filter(table -> blocking(table, false).isEmpty())
                .findFirst();
        free.ifPresent(table -> take(Set.of(table)));
        return free.isPresent();
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

    /** Circles that nothing outside refers to; one at a time where soft keys give way, so that few of them do. */
    private boolean takeClosed(boolean respectSoft) {
        List<Set<QualifiedName>> closed = new Circles(remaining, table -> referring(table, false))
                .find().stream()
                        .filter(circle -> closed(circle, respectSoft))
                        .sorted(Comparator.<Set<QualifiedName>>comparingInt(Set::size)
                                .thenComparing(circle -> circle.iterator().next()))
                        .limit(respectSoft ? Long.MAX_VALUE : 1)
                        .toList();
        closed.forEach(this::take);
        return !closed.isEmpty();
    }

    private boolean closed(Set<QualifiedName> circle, boolean respectSoft) {
        boolean refersToItself = circle.size() > 1
                || circle.stream().anyMatch(table -> referring(table, false).contains(table));
        return refersToItself && circle.stream().allMatch(table -> circle.containsAll(referring(table, respectSoft)));
    }

    private List<QualifiedName> referring(QualifiedName table, boolean respectSoft) {
        return blocking(table, respectSoft).stream().map(Arrow::child).toList();
    }

    private static String identity(QualifiedName child, String name) {
        return child.sql() + " " + name;
    }
}
