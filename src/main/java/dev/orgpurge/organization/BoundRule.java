package dev.orgpurge.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A due rule as SQL over the root table's bare column names.
 *
 * @param parts all of them must hold; none: every row
 * @param moment null if the rule needs no date
 * @param join what the parts and the moment may refer to
 */
record BoundRule(
        DueRule rule, List<BoundPart> parts, @Nullable BoundMoment moment, Optional<BoundJoin> join) {

    BoundRule {
        parts = List.copyOf(parts);
    }

    /**
     * True where the parts hold and the state has begun. A row whose date lies ahead does not match: it has not expired
     * yet, so there is no grace period that anybody could lift. A row without a date matches.
     */
    SqlText matches(Instant asOf) {
        if (moment == null) {
            return new SqlText().add("coalesce(").add(holds()).add(", false)");
        }
        return new SqlText()
                .add("case when ")
                .add(holds())
                .add(" then coalesce(")
                .add(moment.sql())
                .add(" <= cast(? as timestamptz), true) else false end", asOf.atOffset(ZoneOffset.UTC));
    }

    /** The date where the parts hold; elsewhere it is not evaluated, because it need not make sense there. */
    SqlText date() {
        if (moment == null) {
            return new SqlText().add("cast(null as timestamptz)");
        }
        return new SqlText()
                .add("case when ")
                .add(holds())
                .add(" then ")
                .add(moment.sql())
                .add(" end");
    }

    private SqlText holds() {
        SqlText all = new SqlText();
        String separator = "";
        for (BoundPart part : parts) {
            all.add(separator).add(part.holds());
            separator = " and ";
        }
        return parts.isEmpty() ? all.add("true") : all;
    }

    /** Reads {@link #matches} and {@link #date} from two neighbouring columns. */
    Optional<RuleMatch> read(ResultSet row, int column, Instant asOf) throws SQLException {
        if (!row.getBoolean(column)) {
            return Optional.empty();
        }
        return Optional.of(match(Moments.known(row.getObject(column + 1, OffsetDateTime.class)), asOf));
    }

    /** What it means to match since then. */
    RuleMatch match(@Nullable Instant begun, Instant asOf) {
        Instant dueSince = begun == null ? null : begun.plus(rule.grace());
        boolean due = moment == null || (dueSince != null && !asOf.isBefore(dueSince));
        return new RuleMatch(
                rule.rule(),
                rule.state(),
                rule.onRequest(),
                rule.force(),
                moment != null && begun == null,
                begun,
                dueSince,
                due);
    }
}
