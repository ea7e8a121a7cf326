package dev.orgpurge.catalogue;

import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An immutable picture of the user tables and foreign keys of one database, sorted by name. */
public final class Catalogue {

    private final Map<QualifiedName, Table> tables = new LinkedHashMap<>();
    private final List<ForeignKey> foreignKeys;
    private final List<String> searchPath;
    private final Fingerprint fingerprint;

    Catalogue(Collection<Table> tables, Collection<ForeignKey> foreignKeys, List<String> searchPath) {
        tables.stream()
                .sorted(Comparator.comparing(Table::name))
                .forEach(table -> this.tables.put(table.name(), table));
        this.foreignKeys = foreignKeys.stream()
                .sorted(Comparator.comparing(ForeignKey::table).thenComparing(ForeignKey::name))
                .toList();
        this.searchPath = List.copyOf(searchPath);
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

    public Fingerprint fingerprint() {
        return fingerprint;
    }
}
