package dev.orgpurge.plan;

/**
 * A relation that points at an owned table without meaning ownership.
 *
 * @param treatment SET_NULL: pointing rows that nobody owns are detached; REFUSE: a row of somebody else or of nobody
 *     that points at an owned row blocks the organization
 * @param byPolicy the policy says so, which also covers rows of other organizations
 */
public record Reference(Relation relation, Treatment treatment, boolean byPolicy) {}
