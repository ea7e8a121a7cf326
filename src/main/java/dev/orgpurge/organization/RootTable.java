package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;

/** The root table with its key and label columns, found in the catalogue. */
public record RootTable(Table table, Column key, Column label) {

    /** The type to cast an id's text to, without a length or scale that would turn one id into another. */
    public String keyType() {
        return NamedColumn.exactType(key);
    }

    /** The key column, qualified: a bare name in ORDER BY would mean an output column first. */
    String keySql() {
        return table.name().sql() + "." + key.sql();
    }

    String labelSql() {
        return table.name().sql() + "." + label.sql();
    }
}
