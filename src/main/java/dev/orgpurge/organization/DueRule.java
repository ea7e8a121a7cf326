package dev.orgpurge.organization;

import java.time.Duration;
import java.time.ZoneId;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One way of becoming due. Everything it says must hold.
 *
 * @param when SQL predicate over the root row
 * @param since SQL expression over the root row for the moment the state began; absent: no date is needed; a row whose
 *     moment lies ahead does not match yet
 * @param grace time that must pass after the moment
 * @param state what a matching organization is called; absent where the rule says nothing about the state
 * @param onRequest matches organizations an operator named, never the nightly selection
 * @param force lifts the dependents constraint for what this rule selects
 * @param zone how a moment of type timestamp or date is read; not allowed for others
 * @param unit what a moment counts that is a number; not allowed for others
 * @param column what a column of the root row must hold; without values it is the moment itself
 * @param purgeAfter column of the root row with the moment from which it is due
 * @param join what another table's rows must say
 */
public record DueRule(
        String rule,
        @Nullable String when,
        @Nullable String since,
        Duration grace,
        @Nullable State state,
        boolean onRequest,
        boolean force,
        @Nullable ZoneId zone,
        @Nullable EpochUnit unit,
        @Nullable ColumnTest column,
        @Nullable String purgeAfter,
        @Nullable JoinedRows join) {

    private static final Pattern SUBSELECT = Pattern.compile("\\bselect\\b", Pattern.CASE_INSENSITIVE);

    /** A rule in SQL alone. */
    public DueRule(
            String rule,
            @Nullable String when,
            @Nullable String since,
            Duration grace,
            @Nullable State state,
            boolean onRequest,
            boolean force,
            @Nullable ZoneId zone) {
        this(rule, when, since, grace, state, onRequest, force, zone, null, null, null, null);
    }

    /** It says something that not every row fulfils by itself. */
    public boolean selective() {
        return when != null || column != null || purgeAfter != null || join != null;
    }

    /**
     * No other table has a say in it. What another table says cannot be asked again while a purge is under way: that table's
     * rows may be gone by then.
     */
    boolean decidedByTheRowAlone() {
        return join == null
                && Stream.of(Optional.ofNullable(when), Optional.ofNullable(since))
                        .flatMap(Optional::stream)
                        .noneMatch(sql -> SUBSELECT.matcher(sql).find());
    }
}
