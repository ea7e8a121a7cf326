package dev.orgpurge.plan;

import org.jspecify.annotations.Nullable;

/**
 * Something the review has to say.
 *
 * @param table {@code schema.table}, where one is concerned
 * @param constraint name of the foreign key, trigger, rule, publication or policy line, where one is concerned
 * @param detail one sentence: what, and what to do
 */
public record Finding(
        Level level,
        FindingCode code,
        @Nullable String table,
        @Nullable String constraint,
        String detail) {

    /** An error keeps the plan from being executed. */
    public enum Level {
        ERROR,
        WARNING,
        NOTE
    }
}
