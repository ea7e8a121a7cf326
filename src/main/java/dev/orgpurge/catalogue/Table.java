package dev.orgpurge.catalogue;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A table, or a partitioned table seen as one.
 *
 * @param estimatedRows the planner's estimate, 0 if never analysed; for a partitioned table the sum of its leaves
 * @param hidesRows row security applies to the current role, so it may not see or delete every row
 * @param inheritance takes part in table inheritance (INHERITS) as parent or child
 * @param oddPartitions partitions that statements on the table do not reach as they should
 * @param privileges what the current role may do
 */
public record Table(
        QualifiedName name,
        Kind kind,
        List<Column> columns,
        List<Key> keys,
        List<Trigger> triggers,
        long estimatedRows,
        boolean hidesRows,
        boolean inheritance,
        List<OddPartition> oddPartitions,
        Set<Privilege> privileges,
        Surroundings surroundings) {

    /** What sort of relation it is; leaves of partitioned tables are not listed on their own. */
    public enum Kind {
        TABLE,
        PARTITIONED,
        FOREIGN
    }

    /** Table privileges that a purge may need. */
    public enum Privilege {
        SELECT,
        DELETE,
        UPDATE
    }

    public Table {
        columns = List.copyOf(columns);
        keys = List.copyOf(keys);
        triggers = List.copyOf(triggers);
        oddPartitions = List.copyOf(oddPartitions);
        privileges = Set.copyOf(privileges);
    }

    /** The table in a FROM clause, alone: rows of tables that inherit from it are not its own. */
    public String sql() {
        return (inheritance ? "only " : "") + name.sql();
    }

    public Optional<Column> column(String columnName) {
        return columns.stream()
                .filter(column -> column.name().equals(columnName))
                .findFirst();
    }

    public Optional<Key> primaryKey() {
        return keys.stream().filter(Key::primary).findFirst();
    }

    /** The primary key, else a unique key whose columns are all NOT NULL. */
    public Optional<Key> identity() {
        return primaryKey()
                .or(() -> keys.stream()
                        .filter(key -> key.columns().stream().allMatch(Column::notNull))
                        .findFirst());
    }
}
