package dev.orgpurge.organization;

import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * One way of becoming due.
 *
 * @param when SQL predicate over the root row; absent: every row (only sensible with {@code onRequest})
 * @param since SQL expression over the root row for the moment the state began; absent: no date is needed; a row whose
 *     moment lies ahead does not match yet
 * @param grace time that must pass after {@code since}
 * @param state what a matching organization is called; absent where the rule says nothing about the state
 * @param onRequest matches organizations an operator named, never the nightly selection
 * @param force lifts the dependents constraint for what this rule selects
 * @param zone how a {@code since} of type timestamp or date is read; not allowed for timestamptz
 */
public record DueRule(
        String rule,
        @Nullable String when,
        @Nullable String since,
        Duration grace,
        @Nullable State state,
        boolean onRequest,
        boolean force,
        @Nullable ZoneId zone) {}
