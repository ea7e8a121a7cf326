package dev.orgpurge.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A due rule as SQL over the root table's bare column names.
 *
 * @param when the predicate, in parentheses
 * @param since a timestamptz; null if the rule needs no date
 */
record BoundRule(DueRule rule, String when, @Nullable SqlText since) {

    /**
     * True where the predicate holds and the state has begun. A row whose date lies ahead does not match: it has not
     * expired yet, so there is no grace period that anybody could lift. A row without a date matches.
     */
    SqlText matches(Instant asOf) {
        SqlText sql = new SqlText();
        if (since == null) {
            return sql.add("coalesce(" + when + ", false)");
        }
        return sql.add("case when " + when + " then coalesce(")
                .add(since)
                .add(" <= cast(? as timestamptz), true) else false end", asOf.atOffset(ZoneOffset.UTC));
    }

    /** The date where the predicate holds; elsewhere it is not evaluated, because it need not make sense there. */
    SqlText date() {
        SqlText sql = new SqlText();
        if (since == null) {
            return sql.add("cast(null as timestamptz)");
        }
        return sql.add("case when " + when + " then ").add(since).add(" end");
    }

    /** Reads {@link #matches} and {@link #date} from two neighbouring columns. */
    Optional<RuleMatch> read(ResultSet row, int column, Instant asOf) throws SQLException {
        if (!row.getBoolean(column)) {
            return Optional.empty();
        }
        Instant begun = instant(row.getObject(column + 1, OffsetDateTime.class));
        Instant dueSince = begun == null ? null : begun.plus(rule.grace());
        boolean due = since == null || (dueSince != null && !asOf.isBefore(dueSince));
        return Optional.of(new RuleMatch(
                rule.rule(),
                rule.state(),
                rule.onRequest(),
                rule.force(),
                since != null && begun == null,
                begun,
                dueSince,
                due));
    }

    /** {@code -infinity} is no date that a grace period could be added to. */
    private static @Nullable Instant instant(@Nullable OffsetDateTime value) {
        return value == null || value.equals(OffsetDateTime.MIN) ? null : value.toInstant();
    }
}
