package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import java.util.ArrayList;
import java.util.List;

/** A column that says which table is meant, and one that says which of its rows. */
record PolymorphicPair(Column type, Column id) {

    static List<PolymorphicPair> of(Catalogue catalogue, Table table) {
        List<Column> loose = LooseColumns.of(catalogue, table);
        List<PolymorphicPair> pairs = new ArrayList<>();
        for (Column type : loose) {
            String name = OwnerNames.plain(type.name());
            if (name.endsWith("type") && name.length() > 4) {
                String id = name.substring(0, name.length() - 4) + "id";
                loose.stream()
                        .filter(column -> OwnerNames.plain(column.name()).equals(id) && !ownNumber(table, column))
                        .forEach(column -> pairs.add(new PolymorphicPair(type, column)));
            }
        }
        return pairs;
    }

    /** {@code alert_type} and {@code alert_id} of alerts tell of the alert itself. */
    private static boolean ownNumber(Table table, Column column) {
        return table.primaryKey()
                .filter(key -> key.columns().equals(List.of(column)))
                .isPresent();
    }

    /** Types are told by numbers, whose meaning only the application knows. */
    boolean numbered() {
        return !type.sqlType().startsWith("character")
                && List.of("smallint", "integer", "bigint", "numeric").stream().anyMatch(type.sqlType()::startsWith);
    }

    /** The condition that the pair means this type. */
    String is(String value) {
        return type.sql() + " = " + (numbered() ? value : "'" + value.replace("'", "''") + "'");
    }

    @Override
    public String toString() {
        return type.name() + ", " + id.name();
    }
}
