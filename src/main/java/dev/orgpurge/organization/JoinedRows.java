package dev.orgpurge.organization;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Rows of another table that say something about an organization; names are as somebody wrote them.
 *
 * @param by column of that table that names the organization
 * @param to column of the root table that {@code by} is compared with; absent: its key
 * @param when SQL predicate over the joined row; absent: every row fulfils it
 * @param column what else a joined row must hold
 * @param since SQL expression over the joined row for the moment the state began
 * @param unit what {@code since} counts, if it is a number
 * @param zone how a {@code since} without a zone is read
 * @param match which of an organization's rows must fulfil the conditions
 */
public record JoinedRows(
        String table,
        String by,
        @Nullable String to,
        @Nullable String when,
        @Nullable ColumnTest column,
        @Nullable String since,
        @Nullable EpochUnit unit,
        @Nullable ZoneId zone,
        Match match) {

    /** No row at all never matches. */
    public enum Match {
        /** Every row fulfils the conditions, and the latest date of them counts. */
        ALL,
        /** One row is enough, and the latest date of those that fulfil them counts. */
        ANY,
        /** The row with the latest date fulfils them; a row without a date is the latest. */
        LATEST
    }
}
