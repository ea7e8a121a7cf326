package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * References between the organizations of a batch and from outside it. Whoever is referred to by somebody who stays, stays
 * too: the set that goes is closed.
 */
record CrossReferences(List<Found> found) {

    CrossReferences {
        found = List.copyOf(found);
    }

    /**
     * Rows that refer to an organization's rows without being its own.
     *
     * @param referenced who cannot go without them
     * @param owner who owns them; null: nobody in the batch
     * @param twoOwners they belong to both, so that neither can go
     */
    record Found(
            int referenced, @Nullable Integer owner, boolean twoOwners, String table, String constraint, long rows) {

        /** The same rows as the other owner sees them; nobody sees them if there is none in the batch. */
        Optional<Found> mirrored() {
            Integer other = owner;
            return other == null
                    ? Optional.empty()
                    : Optional.of(new Found(
                            /* referenced= */ other, /* owner= */ referenced, twoOwners, table, constraint, rows));
        }

        Reason reason() {
            String what = twoOwners
                    ? rows + (rows == 1 ? " row belongs" : " rows belong") + " to another organization too"
                    : rows
                            + (rows == 1
                                    ? " row of somebody else or of nobody refers to it"
                                    : " rows of somebody else or of nobody refer to it");
            return new Reason(ReasonCode.CROSS_ORGANIZATION_REFERENCE, table, constraint, what);
        }
    }

    /** Who must stay, with the reasons, given who stays already; to a fixed point. */
    Map<Integer, List<Reason>> blocked(Collection<Integer> staying) {
        Set<Integer> out = new HashSet<>(staying);
        Map<Integer, List<Reason>> reasons = new TreeMap<>();
        Set<Found> counted = new HashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (Found reference : found) {
                if (!counted.contains(reference) && holdsBack(reference, out)) {
                    counted.add(reference);
                    grown = true;
                    out.add(reference.referenced());
                    reasons.computeIfAbsent(reference.referenced(), o -> new ArrayList<>())
                            .add(reference.reason());
                }
            }
        }
        return reasons;
    }

    private static boolean holdsBack(Found reference, Set<Integer> out) {
        return reference.twoOwners() || reference.owner() == null || out.contains(reference.owner());
    }
}
