package dev.orgpurge.catalogue;

import java.util.List;

/**
 * A foreign key; clones on partitions are not listed, the partitioned table's own key is. A key that a single leaf has,
 * or that points at a single leaf, is shown at the topmost partitioned table; the former never counts as validated.
 *
 * @param validated existing rows are known to satisfy it
 * @param enforced false for NOT ENFORCED keys (PostgreSQL 18) and where DISABLE TRIGGER ALL silenced the server's check
 * @param scanned the referencing table, or those of its partitions, that no valid, non-partial index leads with these
 *     columns, in any order
 * @param extent for which rows of partitioned tables it speaks
 * @param temporal the last column is a PERIOD (PostgreSQL 18): rows belong together by containment, not by equality
 */
public record ForeignKey(
        String name,
        QualifiedName table,
        List<Column> columns,
        QualifiedName referencedTable,
        List<Column> referencedColumns,
        ReferentialAction onDelete,
        ReferentialAction onUpdate,
        boolean deferrable,
        boolean initiallyDeferred,
        boolean validated,
        boolean enforced,
        List<Scanned> scanned,
        Extent extent,
        boolean temporal) {

    public ForeignKey {
        columns = List.copyOf(columns);
        referencedColumns = List.copyOf(referencedColumns);
        scanned = List.copyOf(scanned);
        if (columns.isEmpty() || columns.size() != referencedColumns.size()) {
            throw new IllegalArgumentException("foreign key " + name + " has no matching columns");
        }
    }

    /** The server finds referring rows by an index, wherever they are. */
    public boolean indexed() {
        return scanned.isEmpty();
    }

    /** A row may have NULL in one of the columns and then refers to nothing (MATCH SIMPLE). */
    public boolean nullable() {
        return columns.stream().anyMatch(column -> !column.notNull());
    }

    /** The server itself refuses, with SQLSTATE 23503, to delete a row that this key still refers to. */
    public boolean guards() {
        return validated && enforced && !onDelete.changesRows();
    }

    public boolean selfReference() {
        return table.equals(referencedTable);
    }
}
