package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Fingerprint;
import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.organization.Organizations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What every part of one run needs to know.
 *
 * @param retries chunks tried again, by SQLSTATE
 * @param widths what chunks took last, by the number of their work and what they go through: the next batch begins with it
 */
record RunContext(
        Run run,
        PlanTables tables,
        Fingerprint fingerprint,
        Organizations organizations,
        ConstraintCheck.Bound constraints,
        PurgeSettings settings,
        Night night,
        Map<String, Integer> retries,
        Map<String, Integer> widths) {

    RunContext(
            Run run,
            PlanTables tables,
            Fingerprint fingerprint,
            Organizations organizations,
            ConstraintCheck.Bound constraints,
            PurgeSettings settings,
            Night night) {
        this(
                run,
                tables,
                fingerprint,
                organizations,
                constraints,
                settings,
                night,
                new ConcurrentHashMap<>(),
                new ConcurrentHashMap<>());
    }

    /** The same run under its new epoch. */
    RunContext with(Run newer) {
        return new RunContext(newer, tables, fingerprint, organizations, constraints, settings, night, retries, widths);
    }

    void retried(String sqlState) {
        retries.merge(sqlState, 1, Integer::sum);
    }
}
