package dev.orgpurge.plan;

import dev.orgpurge.catalogue.QualifiedName;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * The strongly connected components of a graph, in linear time (Tarjan's algorithm, with a stack of its own: chains of
 * thousands of tables must not overflow the thread's).
 */
final class Circles {

    private final Collection<QualifiedName> nodes;
    private final Function<QualifiedName, List<QualifiedName>> next;
    private final Map<QualifiedName, Integer> index = new HashMap<>();
    private final Map<QualifiedName, Integer> low = new HashMap<>();
    private final Deque<QualifiedName> open = new ArrayDeque<>();
    private final Set<QualifiedName> isOpen = new TreeSet<>();
    private final List<Set<QualifiedName>> found = new ArrayList<>();

    /** A node that is being visited, and where its visit has got to. */
    private record Visit(QualifiedName node, Iterator<QualifiedName> rest) {}

    Circles(Collection<QualifiedName> nodes, Function<QualifiedName, List<QualifiedName>> next) {
        this.nodes = nodes;
        this.next = next;
    }

    /** Every node is in exactly one set; most sets have one node. */
    List<Set<QualifiedName>> find() {
        for (QualifiedName node : nodes) {
            if (!index.containsKey(node)) {
                visit(node);
            }
        }
        return found;
    }

    private void visit(QualifiedName first) {
        Deque<Visit> visits = new ArrayDeque<>(List.of(enter(first)));
        while (!visits.isEmpty()) {
            Visit visit = visits.element();
            if (!visit.rest().hasNext()) {
                visits.pop();
                leave(visit.node());
                visits.stream().findFirst().ifPresent(above -> lower(above.node(), low(visit.node())));
            } else {
                QualifiedName child = visit.rest().next();
                if (!index.containsKey(child)) {
                    visits.push(enter(child));
                } else if (isOpen.contains(child)) {
                    lower(visit.node(), index.getOrDefault(child, 0));
                }
            }
        }
    }

    private Visit enter(QualifiedName node) {
        int number = index.size();
        index.put(node, number);
        low.put(node, number);
        open.push(node);
        isOpen.add(node);
        return new Visit(node, next.apply(node).iterator());
    }

    private void leave(QualifiedName node) {
        if (low(node) == index.getOrDefault(node, 0)) {
            Set<QualifiedName> circle = new TreeSet<>();
            while (!circle.contains(node)) {
                QualifiedName member = open.pop();
                isOpen.remove(member);
                circle.add(member);
            }
            found.add(circle);
        }
    }

    private int low(QualifiedName node) {
        return low.getOrDefault(node, 0);
    }

    private void lower(QualifiedName node, int to) {
        low.merge(node, to, Math::min);
    }
}
