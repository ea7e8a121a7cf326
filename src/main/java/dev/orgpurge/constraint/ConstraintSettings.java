package dev.orgpurge.constraint;

import java.util.List;

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

    /** @param when SQL predicate over the table's row, naming the rows that block */
    public record Check(String name, String table, String when) {}
}
