package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import java.util.List;

/**
 * The keys of one table's owned rows in one batch, numbered in key order.
 *
 * @param tableNo number of the table in the plan
 * @param sql name of the key table, which lies in our own schema
 * @param columns the columns that identify a row, then other columns that something refers to
 * @param identitySize how many of them identify a row
 */
record KeyTable(Table table, int tableNo, String sql, List<Column> columns, int identitySize) {

    KeyTable {
        columns = List.copyOf(columns);
    }

    /** The key table's name for a column of the table itself. */
    String column(Column column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no column " + column + " among the keys of " + table.name());
        }
        return "c" + (index + 1);
    }

    List<Column> identity() {
        return columns.subList(0, identitySize);
    }
}
