package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.problem.Problem;
import java.util.List;

/** Finds the configured root table and its columns. */
final class RootLookup {

    private static final String PREFIX = "orgpurge.organization.";

    private RootLookup() {}

    static RootTable find(RootSettings settings, Catalogue catalogue) {
        Table table = catalogue
                .find(settings.table())
                .orElseThrow(() -> configuration(
                        "table",
                        "there is no table \"" + settings.table()
                                + "\" in this database; write the name of the organizations' table, schema-qualified"
                                + " if it is not on the search path"));
        Column key = settings.key() == null ? primaryKey(table) : configuredKey(table, settings.key());
        Column label = settings.label() == null ? key : column(table, settings.label(), "label");
        return new RootTable(table, key, label);
    }

    private static Column primaryKey(Table table) {
        return table.primaryKey()
                .map(Key::columns)
                .filter(columns -> columns.size() == 1)
                .map(columns -> columns.get(0))
                .orElseThrow(() -> configuration(
                        "key",
                        table.name()
                                + " has no primary key of one column; write a column that is unique and NOT NULL"));
    }

    private static Column configuredKey(Table table, String written) {
        Column column = column(table, written, "key");
        boolean unique = table.keys().stream()
                .anyMatch(
                        key -> key.columns().stream().map(Column::name).toList().equals(List.of(column.name())));
        if (!unique || !column.notNull()) {
            throw configuration(
                    "key",
                    "column \"" + column.name() + "\" of " + table.name()
                            + " does not identify a row; write a column that is unique by itself and NOT NULL");
        }
        return column;
    }

    private static Column column(Table table, String written, String property) {
        return NamedColumn.find(table, written, PREFIX + property).column();
    }

    private static Problem configuration(String property, String detail) {
        return Problem.usage("CONFIGURATION", PREFIX + property + ": " + detail);
    }
}
