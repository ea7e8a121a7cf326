package dev.orgpurge.catalogue;

import java.util.List;

/**
 * A publication that a table is part of.
 *
 * @param allTables FOR ALL TABLES: every table there will ever be in this database is part of it
 * @param deletes sends deletes to subscribers
 * @param updates sends updates to subscribers
 * @param unidentified the table, or those of its leaves, without a usable replica identity, as they stand in a statement:
 *     what is published there is refused by the server
 */
public record Publication(String name, boolean allTables, boolean deletes, boolean updates, List<String> unidentified) {

    public Publication {
        unidentified = List.copyOf(unidentified);
    }

    /** The server refuses to delete rows. */
    public boolean refusesDeletes() {
        return deletes && !unidentified.isEmpty();
    }

    /** The server refuses to update rows. */
    public boolean refusesUpdates() {
        return updates && !unidentified.isEmpty();
    }
}
