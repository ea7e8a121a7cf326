package dev.orgpurge.bench;

import java.util.List;
import java.util.stream.Stream;

/**
 * A table whose rows belong to organizations.
 *
 * @param owner the column that leads to the organization; like all links indexed, and a foreign key
 * @param beside further links
 * @param source a query for the rows: the columns in this order, without id and body
 */
record Owned(String table, Link owner, List<Link> beside, String source) {

    /** A column and the table whose id it holds. */
    record Link(String column, String parent) {}

    /** Every parent has as many rows, and neighbours on disk belong to different parents. */
    static Owned each(String table, String column, String parent, int rows) {
        String source =
                "select p.id from %s p cross join generate_series(1, %d) g order by g, p.id".formatted(parent, rows);
        return new Owned(table, new Link(column, parent), List.of(), source);
    }

    /** The same, with the organization's id on the row, copied from the parent. */
    static Owned denormalised(String table, String column, String parent, int rows) {
        String source = "select p.org_id, p.id from %s p cross join generate_series(1, %d) g order by g, p.id"
                .formatted(parent, rows);
        return new Owned(table, new Link("org_id", Shape.ROOT), List.of(new Link(column, parent)), source);
    }

    List<Link> links() {
        return Stream.concat(Stream.of(owner), beside.stream()).toList();
    }
}
