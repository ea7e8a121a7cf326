package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;

/** Makes plans. Pure: the same catalogue and policy always give the same plan and digest. */
public final class Planner {

    private Planner() {}

    /** A plan, executable or not; what stands in the way is among its findings, never an exception. */
    public static PurgePlan plan(Catalogue catalogue, Table root, Column rootKey, Policy policy) {
        throw new UnsupportedOperationException(catalogue.fingerprint() + " " + root + rootKey + policy);
    }
}
