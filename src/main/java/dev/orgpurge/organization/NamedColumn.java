package dev.orgpurge.organization;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.problem.Problem;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A column that the configuration names.
 *
 * @param property where it is named
 */
record NamedColumn(Table table, Column column, String property) {

    private static final Pattern LENGTH = Pattern.compile("^(character varying|numeric)\\(.*\\)$");

    /** @throws Problem usage, if the table has no such column */
    static NamedColumn find(Table table, String written, String property) {
        Column column = table.column(written)
                .or(() -> unquoted(written).flatMap(table::column))
                .orElseThrow(() -> Problem.usage(
                        "CONFIGURATION",
                        property + ": " + table.name() + " has no column \"" + written
                                + "\"; write a column's name exactly as the database stores it"));
        return new NamedColumn(table, column, property);
    }

    private static Optional<String> unquoted(String written) {
        boolean quoted = written.length() > 2 && written.startsWith("\"") && written.endsWith("\"");
        return quoted
                ? Optional.of(written.substring(1, written.length() - 1).replace("\"\"", "\""))
                : Optional.empty();
    }

    /**
     * The type to cast a value's text to. It has no length or scale: a cast to one cuts or rounds silently, and would
     * turn one value into another.
     */
    static String exactType(Column column) {
        String type = column.sqlType();
        return type.startsWith("character(") ? "bpchar" : LENGTH.matcher(type).replaceFirst("$1");
    }

    /** As an expression over the table's row. */
    SqlSnippet snippet() {
        return new SqlSnippet(property, column.sql());
    }

    @Override
    public String toString() {
        return column.name();
    }
}
