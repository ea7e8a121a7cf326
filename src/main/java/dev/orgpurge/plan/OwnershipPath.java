package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Table;
import java.util.List;

/**
 * The chain of relations by which a row belongs to an organization.
 *
 * @param hops from the owned table upwards; the last one's parent is the root table
 */
public record OwnershipPath(List<Relation> hops) {

    public OwnershipPath {
        hops = List.copyOf(hops);
        if (hops.isEmpty()) {
            throw new IllegalArgumentException("an ownership path has at least one hop");
        }
    }

    public Table table() {
        return hops.get(0).child();
    }

    /** For people: one line per hop. */
    public List<String> describe() {
        return hops.stream().map(Relation::describe).toList();
    }
}
