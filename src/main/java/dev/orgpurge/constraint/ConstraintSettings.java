package dev.orgpurge.constraint;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration's deletion constraints; names are as somebody wrote them.
 *
 * @param dependents tables that must be empty for an organization, unless forced
 */
public record ConstraintSettings(List<String> dependents, List<Check> checks) {

    public ConstraintSettings {
        dependents = List.copyOf(dependents);
        checks = List.copyOf(checks);
    }

    /**
     * Rows that block.
     *
     * @param when SQL predicate over the table's row
     * @param message what the rows mean; absent: only their number is told
     * @param ownedBy column that holds the organization's key; absent: the plan's ownership paths are followed
     */
    public record Check(
            String name,
            String table,
            String when,
            @Nullable String message,
            @Nullable String ownedBy) {

        /** Along the plan's ownership paths, without a message. */
        public Check(String name, String table, String when) {
            this(name, table, when, null, null);
        }
    }
}
