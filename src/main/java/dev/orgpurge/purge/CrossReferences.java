package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.plan.Relation;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * References between the organizations of a batch and from outside it. Whoever is referred to by somebody who stays, stays
 * too: the set that goes is closed.
 */
record CrossReferences(List<Found> found) {

    CrossReferences {
        found = List.copyOf(found);
    }

    /** How rows hold an organization back. */
    enum Kind {
        /** They refer to it. */
        REFERENCE,
        /** They refer to it, and their owner is eligible too but stands in no batch yet. */
        WAITING,
        /** They belong to another organization as well, so that neither can go. */
        TWO_OWNERS
    }

    /**
     * Rows that refer to an organization's rows without being its own.
     *
     * @param referenced who cannot go without them
     * @param owner who owns them; null: nobody in the batch
     */
    record Found(int referenced, @Nullable Integer owner, Kind kind, String table, String constraint, long rows) {

        /** The same rows as the other owner sees them; nobody sees them if there is none in the batch. */
        Optional<Found> mirrored() {
            Integer other = owner;
            return other == null
                    ? Optional.empty()
                    : Optional.of(
                            new Found(/* referenced= */ other, /* owner= */ referenced, kind, table, constraint, rows));
        }

        /** One reason for rows of one relation, whoever they belong to; what has two owners is not told again as a reference. */
        private Found and(Found more) {
            if (twoOwners() == more.twoOwners()) {
                return new Found(referenced, owner, kind, table, constraint, rows + more.rows());
            }
            return twoOwners() ? this : more;
        }

        private boolean twoOwners() {
            return kind == Kind.TWO_OWNERS;
        }

        Reason reason() {
            String what = twoOwners()
                    ? rows + (rows == 1 ? " row belongs" : " rows belong") + " to another organization too"
                    : rows
                            + (rows == 1
                                    ? " row of somebody else or of nobody refers to it"
                                    : " rows of somebody else or of nobody refer to it");
            return new Reason(ReasonCode.CROSS_ORGANIZATION_REFERENCE, table, constraint, what);
        }
    }

    /** Who could go if those whose turn comes later went along. */
    Set<Integer> waiting() {
        List<Found> settled =
                found.stream().filter(one -> one.kind() != Kind.WAITING).toList();
        Set<Integer> hopeless = new CrossReferences(settled).blocked(List.of()).keySet();
        return found.stream()
                .filter(one -> one.kind() == Kind.WAITING && !hopeless.contains(one.referenced()))
                .map(Found::referenced)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    boolean waitsFor(Relation relation) {
        return found.stream()
                .anyMatch(one -> one.kind() == Kind.WAITING
                        && one.table().equals(relation.child().name().toString())
                        && one.constraint().equals(relation.name()));
    }

    /** Those whose row belongs to one organization of the batch alone. */
    CrossReferences betweenOwners() {
        return new CrossReferences(found.stream()
                .filter(reference -> reference.owner() != null && reference.kind() == Kind.REFERENCE)
                .toList());
    }

    /** Who must stay, with the reasons, given who stays already; to a fixed point. */
    Map<Integer, List<Reason>> blocked(Collection<Integer> staying) {
        Set<Integer> out = new HashSet<>(staying);
        Map<Integer, Map<List<String>, Found>> held = new TreeMap<>();
        Set<Found> counted = new HashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Found reference : found) {
                if (!counted.contains(reference) && holdsBack(reference, out)) {
                    counted.add(reference);
                    grown = true;
                    out.add(reference.referenced());
                    held.computeIfAbsent(reference.referenced(), o -> new LinkedHashMap<>())
                            .merge(List.of(reference.table(), reference.constraint()), reference, Found::and);
                }
            }
        }
        Map<Integer, List<Reason>> reasons = new TreeMap<>();
        held.forEach((ordinal, all) ->
                reasons.put(ordinal, all.values().stream().map(Found::reason).toList()));
        return reasons;
    }

    private static boolean holdsBack(Found reference, Set<Integer> out) {
        return reference.twoOwners() || reference.owner() == null || out.contains(reference.owner());
    }
}
