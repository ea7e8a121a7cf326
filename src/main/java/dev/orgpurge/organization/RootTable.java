package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import java.util.regex.Pattern;

/** The root table with its key and label columns, found in the catalogue. */
public record RootTable(Table table, Column key, Column label) {

    private static final Pattern LENGTH = Pattern.compile("^(character varying|numeric)\\(.*\\)$");

    /**
     * The type to cast an id's text to. It has no length or scale: a cast to one cuts or rounds silently, and would
     * turn one organization's id into another's.
     */
    public String keyType() {
        String type = key.sqlType();
        return type.startsWith("character(") ? "bpchar" : LENGTH.matcher(type).replaceFirst("$1");
    }

    /** The key column, qualified: a bare name in ORDER BY would mean an output column first. */
    String keySql() {
        return table.name().sql() + "." + key.sql();
    }

    String labelSql() {
        return table.name().sql() + "." + label.sql();
    }
}
