package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.ReferentialAction;
import dev.orgpurge.catalogue.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Columns of one table that point at columns of another: a foreign key, or a line of the policy.
 *
 * @param name the foreign key's name, or {@code column -> table} for a declared relation
 * @param foreignKey absent for a relation that only the policy declares
 * @param when SQL predicate over the child's columns that must hold for the relation to mean anything; null: always
 * @param cast the parent's value is compared in the child's column type
 */
public record Relation(
        String name,
        Table child,
        List<Column> columns,
        Table parent,
        List<Column> parentColumns,
        @Nullable ForeignKey foreignKey,
        @Nullable String when,
        boolean cast) {

    /** Ends the name of a relation that follows a key of the root table backwards. */
    static final String AGAINST = " (against the key)";

    public Relation {
        columns = List.copyOf(columns);
        parentColumns = List.copyOf(parentColumns);
    }

    /** A relation that a foreign key makes. */
    public static Relation of(ForeignKey key, Table child, Table parent) {
        return new Relation(key.name(), child, key.columns(), parent, key.referencedColumns(), key, null, false);
    }

    /** A column that holds the other table's key without a foreign key; empty if the two cannot be compared. */
    public static Optional<Relation> declared(Table child, Column column, Table parent, Column key) {
        if (!DeclaredRelations.castable(column, key)) {
            return Optional.empty();
        }
        String name = column.name() + " -> " + parent.name().name();
        boolean cast = !DeclaredRelations.comparable(column, key);
        return Optional.of(new Relation(name, child, List.of(column), parent, List.of(key), null, null, cast));
    }

    /** A row may have NULL here and then points at nothing. */
    public boolean nullable() {
        return when != null || columns.stream().anyMatch(column -> !column.notNull());
    }

    /** Declared by the policy against the direction of a key of the root table. */
    public boolean againstTheKey() {
        return name.endsWith(AGAINST);
    }

    /** Leads from what a foreign key points at to the row that points: the row above belongs to the one below. */
    boolean reverses(ForeignKey key) {
        return foreignKey == null
                && parent.name().equals(key.table())
                && child.name().equals(key.referencedTable())
                && pairs(columns, parentColumns).equals(pairs(key.referencedColumns(), key.columns()));
    }

    private static Map<Column, Column> pairs(List<Column> left, List<Column> right) {
        Map<Column, Column> pairs = new HashMap<>();
        for (int i = 0; i < left.size(); i++) {
            pairs.put(left.get(i), right.get(i));
        }
        return pairs;
    }

    /** The server answers 23503 rather than let a row vanish that this relation still points at. */
    public boolean guards() {
        return foreignKey != null && foreignKey.guards();
    }

    /** The server itself deletes or changes the child row when the parent row goes. */
    public boolean serverAction() {
        return foreignKey != null && foreignKey.onDelete().changesRows();
    }

    public ReferentialAction onDelete() {
        return foreignKey == null ? ReferentialAction.NO_ACTION : foreignKey.onDelete();
    }

    /** {@code execution_id -> public.flow_executions(id)}. */
    public String describe() {
        return names(columns) + " -> " + parent.name() + "(" + names(parentColumns) + ")"
                + (when == null ? "" : " where " + when);
    }

    private static String names(List<Column> columns) {
        return columns.stream().map(Column::name).collect(Collectors.joining(", "));
    }
}
