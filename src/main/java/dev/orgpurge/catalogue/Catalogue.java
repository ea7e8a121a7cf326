package dev.orgpurge.catalogue;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An immutable picture of the user tables and foreign keys of one database, sorted by name. */
public final class Catalogue {

    private final Map<QualifiedName, Table> tables = new LinkedHashMap<>();
    private final List<ForeignKey> foreignKeys;
    private final Map<QualifiedName, List<ForeignKey>> incoming;
    private final List<String> searchPath;
    private final Map<QualifiedName, List<QualifiedName>> parents;
    private final Fingerprint fingerprint;

    Catalogue(Collection<Table> tables, Collection<ForeignKey> foreignKeys, List<String> searchPath) {
        this(tables, foreignKeys, searchPath, Map.of());
    }

    Catalogue(
            Collection<Table> tables,
            Collection<ForeignKey> foreignKeys,
            List<String> searchPath,
            Map<QualifiedName, List<QualifiedName>> parents) {
        tables.stream()
                .sorted(Comparator.comparing(Table::name))
                .forEach(table -> this.tables.put(table.name(), table));
        this.foreignKeys = foreignKeys.stream()
                .sorted(Comparator.comparing(ForeignKey::table).thenComparing(ForeignKey::name))
                .toList();
        this.incoming = this.foreignKeys.stream().collect(Collectors.groupingBy(ForeignKey::referencedTable));
        this.searchPath = List.copyOf(searchPath);
        this.parents = Map.copyOf(parents);
        this.fingerprint = CatalogueDigest.of(this.tables.values(), this.foreignKeys);
    }

    public Collection<Table> tables() {
        return tables.values();
    }

    public Table table(QualifiedName name) {
        Table table = tables.get(name);
        if (table == null) {
            throw new IllegalArgumentException("no table " + name + " in this catalogue");
        }
        return table;
    }

    /**
     * Finds a table by the name somebody wrote: {@code name} or {@code schema.name}, each part exactly as stored or in
     * double quotes. Without a schema the search path decides, then a name that occurs in one schema only.
     */
    public Optional<Table> find(String written) {
        return NameLookup.find(written, tables, searchPath);
    }

    public List<ForeignKey> foreignKeys() {
        return foreignKeys;
    }

    /** Those that point at a table, its own among them. */
    public List<ForeignKey> foreignKeysTo(QualifiedName table) {
        return incoming.getOrDefault(table, List.of());
    }

    /** The tables that this one inherits from (INHERITS), directly or through others; nearest first. */
    public List<Table> ancestors(QualifiedName table) {
        Set<QualifiedName> found = new LinkedHashSet<>(parents.getOrDefault(table, List.of()));
        for (Deque<QualifiedName> next = new ArrayDeque<>(found); !next.isEmpty(); ) {
            parents.getOrDefault(next.remove(), List.of()).stream()
                    .filter(found::add)
                    .forEach(next::add);
        }
        return found.stream().map(this::table).toList();
    }

    public Fingerprint fingerprint() {
        return fingerprint;
    }
}
