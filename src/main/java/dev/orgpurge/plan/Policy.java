package dev.orgpurge.plan;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What only people can know about a schema; names are as somebody wrote them.
 *
 * @param maxScanRows row visits that scanning for unindexed foreign keys may cost at most; a plan above that is refused
 */
public record Policy(List<TablePolicy> tables, List<EdgePolicy> edges, long maxScanRows) {

    /** Some minutes of scanning, where every row of the tables concerned would go. */
    public static final long DEFAULT_MAX_SCAN_ROWS = 10_000_000_000L;

    public Policy {
        tables = List.copyOf(tables);
        edges = List.copyOf(edges);
    }

    public Policy(List<TablePolicy> tables, List<EdgePolicy> edges) {
        this(tables, edges, DEFAULT_MAX_SCAN_ROWS);
    }

    /**
     * A line of {@code orgpurge.tables}.
     *
     * @param ownedBy column, or columns separated by commas, that mean ownership; {@code column -> table} where it does not
     *     point at the root table
     * @param ownedByRoot name of the root table's foreign key, or its column, that points at this table: a row belongs to the
     *     organization whose root row points at it
     * @param when SQL predicate that must hold for {@code ownedBy} to mean ownership (polymorphic relations)
     * @param treatment DELETE, RETAIN or UNRELATED; absent: DELETE
     * @param ground legal ground; required with RETAIN
     * @param detach names of this table's foreign keys to set to NULL when the row is retained
     * @param accept names of triggers that somebody has looked at; a line with nothing else says nothing about ownership
     * @param immutable a row, under its key, belongs to the same organization for ever; a line with nothing else says nothing
     *     more about ownership
     */
    public record TablePolicy(
            String table,
            @Nullable String ownedBy,
            @Nullable String ownedByRoot,
            @Nullable String when,
            @Nullable Treatment treatment,
            @Nullable String ground,
            List<String> detach,
            List<String> accept,
            boolean immutable) {

        public TablePolicy {
            detach = List.copyOf(detach);
            accept = List.copyOf(accept);
        }

        public TablePolicy(
                String table,
                @Nullable String ownedBy,
                @Nullable String ownedByRoot,
                @Nullable String when,
                @Nullable Treatment treatment,
                @Nullable String ground,
                List<String> detach) {
            this(table, ownedBy, ownedByRoot, when, treatment, ground, detach, List.of(), false);
        }

        boolean silentOnOwnership() {
            return (!accept.isEmpty() || immutable) && treatment == null && ownedBy == null && ownedByRoot == null;
        }
    }

    /**
     * A line of {@code orgpurge.edges}.
     *
     * @param edge name of the table's foreign key, or {@code column -> table}
     * @param treatment DELETE: the edge means ownership; SET_NULL: pointing rows are detached; REFUSE: they block
     */
    public record EdgePolicy(String table, String edge, Treatment treatment) {}
}
