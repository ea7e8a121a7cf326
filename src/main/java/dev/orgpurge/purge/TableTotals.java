package dev.orgpurge.purge;

import dev.orgpurge.plan.Treatment;

/**
 * One table's figures for one organization.
 *
 * @param late rows that came after the count and were deleted too
 * @param moved rows that were counted but were no longer the organization's when their chunk came
 */
record TableTotals(
        int ordinal,
        int tableNo,
        String table,
        Treatment treatment,
        long expected,
        long late,
        long deleted,
        long detached,
        long moved,
        long retained,
        long remaining,
        long chunks) {

    /** The closing equation of the evidence. */
    boolean closes() {
        return expected + late == deleted + detached + moved + retained + remaining;
    }
}
