package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Columns that no foreign key of their table starts from. */
final class LooseColumns {

    private LooseColumns() {}

    static List<Column> of(Catalogue catalogue, Table table) {
        Set<String> referencing = catalogue.foreignKeys().stream()
                .filter(key -> key.table().equals(table.name()))
                .flatMap(key -> key.columns().stream())
                .map(Column::name)
                .collect(Collectors.toSet());
        return table.columns().stream()
                .filter(column -> !referencing.contains(column.name()))
                .toList();
    }
}
