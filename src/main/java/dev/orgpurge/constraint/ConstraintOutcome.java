package dev.orgpurge.constraint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one deletion constraint says about one organization.
 *
 * @param table {@code schema.table}, where one is concerned
 * @param constraint name of the database's or the configuration's constraint, where one is concerned
 * @param reasons empty: it holds
 * @param lifted the reasons do not block: what is asked for, or the rule that selects the organization, sets them aside
 */
public record ConstraintOutcome(
        ReasonCode code, @Nullable String table, @Nullable String constraint, List<Reason> reasons, boolean lifted) {

    public ConstraintOutcome {
        reasons = List.copyOf(reasons);
    }

    public boolean blocks() {
        return !reasons.isEmpty() && !lifted;
    }
}
