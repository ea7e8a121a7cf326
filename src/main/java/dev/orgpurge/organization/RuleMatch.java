package dev.orgpurge.organization;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A due rule that an organization's root row matches.
 *
 * @param sinceUnknown the rule needs a date and the row has none
 * @param since when the state began; null if the rule needs no date or the row has none
 * @param dueSince {@code since} plus grace, the moment from which the organization is due; null as {@code since}
 * @param due the grace period was over at the time asked about
 */
public record RuleMatch(
        String rule,
        @Nullable State state,
        boolean onRequest,
        boolean force,
        boolean sinceUnknown,
        @Nullable Instant since,
        @Nullable Instant dueSince,
        boolean due) {}
