package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Table.Privilege;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A privilege without which some statement of a run would be refused.
 *
 * @param columns for which it is needed; empty: on the whole table
 * @param purpose what for, as it ends the sentence "this role needs …"
 */
public record NeededPrivilege(Table table, Privilege privilege, List<Column> columns, String purpose) {

    public NeededPrivilege {
        columns = List.copyOf(columns);
    }

    static NeededPrivilege whole(Table table, Privilege privilege, String purpose) {
        return new NeededPrivilege(table, privilege, List.of(), purpose);
    }

    /** Locking rows takes UPDATE on any column (manual, SELECT, the locking clause); we ask for the least, one of the key. */
    static NeededPrivilege toLock(Table table) {
        Column least = table.identity()
                .map(key -> key.columns().get(0))
                .orElse(table.columns().get(0));
        return new NeededPrivilege(
                table,
                Privilege.UPDATE,
                List.of(least),
                "to lock its rows (FOR SHARE needs it on one column at least)");
    }

    static NeededPrivilege toClear(Table table, List<Column> columns) {
        String names = columns.stream().map(Column::name).collect(Collectors.joining(", "));
        return new NeededPrivilege(table, Privilege.UPDATE, columns, "to set " + names + " to NULL");
    }

    /** The current role has it. */
    boolean held() {
        return table.privileges().contains(privilege)
                && (columns.isEmpty() || locks() || columns.stream().allMatch(Column::updatable));
    }

    private boolean locks() {
        return purpose.startsWith("to lock");
    }

    /** {@code update ("id") on "public"."users"}, as it stands in a GRANT. */
    public String sql() {
        String names =
                columns.isEmpty() ? "" : columns.stream().map(Column::sql).collect(Collectors.joining(", ", " (", ")"));
        return privilege.name().toLowerCase(Locale.ROOT) + names + " on "
                + table.name().sql();
    }
}
