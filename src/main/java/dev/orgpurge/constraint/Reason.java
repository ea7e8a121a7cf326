package dev.orgpurge.constraint;

import org.jspecify.annotations.Nullable;

/**
 * One reason, without personal data.
 *
 * @param table {@code schema.table}, where one is concerned
 * @param constraint name of the database's or the configuration's constraint, where one is concerned
 * @param detail a short sentence such as "12 rows"
 */
public record Reason(
        ReasonCode code, @Nullable String table, @Nullable String constraint, String detail) {}
