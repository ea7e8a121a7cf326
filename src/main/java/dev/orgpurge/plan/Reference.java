package dev.orgpurge.plan;

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
        Relation relation, Treatment treatment, boolean byPolicy, boolean coOwner, boolean breaksCycle) {}
