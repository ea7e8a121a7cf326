package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Columns without a foreign key that are named after one owned table: {@code invoice_id} where there are {@code invoices}. */
final class NamedParents {

    private final Catalogue catalogue;
    private final Map<String, List<Table>> byReference = new HashMap<>();

    /** @param parent the table whose key the column seems to hold */
    record Tie(Column column, Table parent) {}

    NamedParents(Catalogue catalogue) {
        this.catalogue = catalogue;
        for (Table table : catalogue.tables()) {
            if (key(table).isPresent()) {
                OwnerNames.references(table)
                        .forEach(name -> byReference
                                .computeIfAbsent(name, unknown -> new ArrayList<>())
                                .add(table));
            }
        }
    }

    /** Those that lead to an owned table, columns that can never be NULL first. */
    List<Tie> of(Table table, Predicate<QualifiedName> owned) {
        Set<Column> polymorphic = new HashSet<>();
        PolymorphicPair.of(catalogue, table).forEach(pair -> polymorphic.add(pair.id()));
        return LooseColumns.of(catalogue, table).stream()
                .filter(column -> !polymorphic.contains(column))
                .flatMap(column -> parent(table, column).stream()
                        .filter(parent -> owned.test(parent.name()))
                        .map(parent -> new Tie(column, parent)))
                .sorted(Comparator.comparing((Tie tie) -> tie.column().notNull(), Comparator.reverseOrder())
                        .thenComparing(tie -> tie.column().name()))
                .toList();
    }

    /** The only table of that name whose key fits; one in the same schema comes before others. */
    private Optional<Table> parent(Table table, Column column) {
        List<Table> named = byReference.getOrDefault(OwnerNames.plain(column.name()), List.of()).stream()
                .filter(other -> !other.equals(table))
                .filter(other -> key(other)
                        .filter(key -> DeclaredRelations.comparable(column, key))
                        .isPresent())
                .toList();
        List<Table> near = named.stream()
                .filter(other -> other.name().schema().equals(table.name().schema()))
                .toList();
        List<Table> best = near.isEmpty() ? named : near;
        return best.size() == 1 ? Optional.of(best.get(0)) : Optional.empty();
    }

    private static Optional<Column> key(Table table) {
        return table.primaryKey()
                .map(Key::columns)
                .filter(columns -> columns.size() == 1)
                .map(columns -> columns.get(0));
    }
}
