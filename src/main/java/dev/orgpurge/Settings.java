package dev.orgpurge;

import dev.orgpurge.constraint.ConstraintSettings;
import dev.orgpurge.http.HttpSettings;
import dev.orgpurge.ledger.EvidenceSettings;
import dev.orgpurge.organization.RootSettings;
import dev.orgpurge.plan.Policy;
import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.KillSwitch;
import dev.orgpurge.purge.PurgeSettings;
import org.jspecify.annotations.Nullable;

/**
 * The configuration, checked and in the rooms' own words.
 *
 * @param rootOrNull absent until {@code orgpurge.organization.table} is set
 */
record Settings(
        @Nullable RootSettings rootOrNull,
        ConstraintSettings constraints,
        Policy policy,
        PurgeSettings purge,
        KillSwitch killSwitch,
        EvidenceSettings evidence,
        HttpSettings http) {

    RootSettings root() {
        if (rootOrNull == null) {
            throw Problem.usage(
                    "MISSING_CONFIGURATION",
                    "orgpurge.organization.table is not set: name the table that holds one row per organization,"
                            + " for example --orgpurge.organization.table=organizations");
        }
        return rootOrNull;
    }
}
