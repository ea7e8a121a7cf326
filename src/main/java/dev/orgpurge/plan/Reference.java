package dev.orgpurge.plan;

import dev.orgpurge.catalogue.ReferentialAction;

/**
 * A relation that points at an owned table without being the path by which rows are found.
 *
 * @param treatment SET_NULL: pointing rows that nobody owns are detached; REFUSE: a row of somebody else or of nobody
 *     that points at an owned row blocks the organization
 * @param byPolicy the policy says so, which also covers rows of other organizations
 * @param coOwner the column can never be NULL and nothing says which path means ownership: a row whose paths lead to two
 *     organizations blocks both
 * @param breaksCycle the pointing table is deleted after the table it points at, so its own rows are detached too
 */
public record Reference(
        Relation relation, Treatment treatment, boolean byPolicy, boolean coOwner, boolean breaksCycle) {

    /** Why rows are detached, or why rows of somebody else or of nobody block; one clause. */
    public String reason() {
        if (treatment == Treatment.SET_NULL) {
            String opens = breaksCycle ? ", on the organization's own rows too" : "";
            return (byPolicy || relation.onDelete() != ReferentialAction.SET_NULL
                            ? "the policy says so"
                            : "ON DELETE SET NULL")
                    + opens;
        }
        if (byPolicy) {
            return "the policy says so";
        }
        if (coOwner) {
            return "can never be NULL, so it must lead to the same organization";
        }
        return relation.onDelete().changesRows()
                ? "by default: ON DELETE " + relation.onDelete().name().replace('_', ' ')
                        + " would change rows of others"
                : "by default";
    }
}
