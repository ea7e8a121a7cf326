package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Fingerprint;
import dev.orgpurge.constraint.ConstraintCheck;
import dev.orgpurge.organization.Organizations;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What every part of one run needs to know. */
record RunContext(
        Run run,
        PlanTables tables,
        Fingerprint fingerprint,
        Organizations organizations,
        ConstraintCheck.Bound constraints,
        PurgeSettings settings,
        Night night,
        Map<String, Integer> retries) {

    RunContext(
            Run run,
            PlanTables tables,
            Fingerprint fingerprint,
            Organizations organizations,
            ConstraintCheck.Bound constraints,
            PurgeSettings settings,
            Night night) {
        this(run, tables, fingerprint, organizations, constraints, settings, night, new ConcurrentHashMap<>());
    }

    /** The same run under its new epoch. */
    RunContext with(Run newer) {
        return new RunContext(newer, tables, fingerprint, organizations, constraints, settings, night, retries);
    }

    void retried(String sqlState) {
        retries.merge(sqlState, 1, Integer::sum);
    }
}
