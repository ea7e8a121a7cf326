package dev.orgpurge.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * Makes catalogues for tests: from facts, without a database, or by reading a real one.
 *
 * <p>A table is named {@code name} (in schema public) or {@code schema.name}; a column is written {@code "id bigint!"},
 * where {@code !} means NOT NULL; several columns are separated by commas. Unless said otherwise the role may do
 * everything, and foreign keys are indexed, validated, enforced and not deferrable.
 */
public final class CatalogueFixture {

    private final Map<QualifiedName, Table> tables = new LinkedHashMap<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final Map<QualifiedName, List<QualifiedName>> parents = new LinkedHashMap<>();

    private CatalogueFixture() {}

    public static CatalogueFixture create() {
        return new CatalogueFixture();
    }

    /** A reader of a real database. */
    public static CatalogueReader reader(DataSource dataSource) {
        return new CatalogueReader(JdbcClient.create(dataSource), new JdbcTransactionManager(dataSource));
    }

    /** What a real database holds. */
    public static Catalogue read(DataSource dataSource) {
        return reader(dataSource).read();
    }

    /** A name that no catalogue vouches for. */
    public static QualifiedName name(String table) {
        int dot = table.indexOf('.');
        return dot < 0
                ? new QualifiedName("public", table)
                : new QualifiedName(table.substring(0, dot), table.substring(dot + 1));
    }

    /** A column that no catalogue vouches for, written as for {@link #table}. */
    public static Column column(String written) {
        String text = written.strip();
        boolean notNull = text.endsWith("!");
        String definition = notNull ? text.substring(0, text.length() - 1) : text;
        int space = definition.indexOf(' ');
        String type = definition.substring(space + 1);
        return new Column(definition.substring(0, space), type, notNull, type.endsWith("[]"), true);
    }

    public CatalogueFixture table(String table, String... columns) {
        List<Column> parsed = Stream.of(columns).map(CatalogueFixture::column).toList();
        QualifiedName name = name(table);
        Set<Table.Privilege> all = Set.of(Table.Privilege.values());
        tables.put(
                name,
                new Table(
                        name,
                        Table.Kind.TABLE,
                        parsed,
                        List.of(),
                        List.of(),
                        0,
                        false,
                        false,
                        List.of(),
                        all,
                        Surroundings.NONE));
        return this;
    }

    public CatalogueFixture primaryKey(String table, String columns) {
        return key(table, new Key(name(table).name() + "_pkey", true, columns(table, columns)));
    }

    public CatalogueFixture uniqueKey(String table, String columns) {
        String name = name(table).name() + "_" + String.join("_", split(columns)) + "_key";
        return key(table, new Key(name, false, columns(table, columns)));
    }

    private CatalogueFixture key(String table, Key key) {
        return edit(table, t -> copy(t, t.kind(), append(t.keys(), key), t.triggers(), t.estimatedRows()));
    }

    public CatalogueFixture trigger(String table, Trigger trigger) {
        return edit(table, t -> copy(t, t.kind(), t.keys(), append(t.triggers(), trigger), t.estimatedRows()));
    }

    public CatalogueFixture surroundings(String table, Surroundings surroundings) {
        return edit(table, t -> around(t, surroundings));
    }

    public CatalogueFixture kind(String table, Table.Kind kind) {
        return edit(table, t -> copy(t, kind, t.keys(), t.triggers(), t.estimatedRows()));
    }

    public CatalogueFixture estimatedRows(String table, long rows) {
        return edit(table, t -> copy(t, t.kind(), t.keys(), t.triggers(), rows));
    }

    public CatalogueFixture hidesRows(String table) {
        return edit(table, t -> access(t, true, t.inheritance(), t.privileges()));
    }

    public CatalogueFixture inheritance(String table) {
        return edit(table, t -> access(t, t.hidesRows(), true, t.privileges()));
    }

    public CatalogueFixture inherits(String table, String parent) {
        parents.put(name(table), List.of(name(parent)));
        return inheritance(table).inheritance(parent);
    }

    /** Takes all privileges but these away. */
    public CatalogueFixture privileges(String table, Table.Privilege... privileges) {
        return edit(table, t -> access(t, t.hidesRows(), t.inheritance(), Set.of(privileges)));
    }

    /** A foreign key named as PostgreSQL would name it, {@code table_column_fkey}. */
    public CatalogueFixture foreignKey(
            String table, String columns, String referenced, String referencedColumns, ReferentialAction onDelete) {
        return foreignKey(table, columns, referenced, referencedColumns, onDelete, UnaryOperator.identity());
    }

    /** A foreign key with more to say about it, for example {@code ForeignKeyFacts::notIndexed}. */
    public CatalogueFixture foreignKey(
            String table,
            String columns,
            String referenced,
            String referencedColumns,
            ReferentialAction onDelete,
            UnaryOperator<ForeignKeyFacts> more) {
        String name = name(table).name() + "_" + String.join("_", split(columns)) + "_fkey";
        ForeignKeyFacts facts = more.apply(new ForeignKeyFacts(name));
        foreignKeys.add(facts.foreignKey(
                table(table),
                columns(table, columns),
                table(referenced),
                columns(referenced, referencedColumns),
                onDelete));
        return this;
    }

    public Catalogue build() {
        return new Catalogue(tables.values(), foreignKeys, List.of("public"), parents);
    }

    private Table table(String table) {
        Table known = tables.get(name(table));
        if (known == null) {
            throw new IllegalArgumentException("table " + table + " is not in this fixture");
        }
        return known;
    }

    private CatalogueFixture edit(String table, UnaryOperator<Table> change) {
        tables.put(name(table), change.apply(table(table)));
        return this;
    }

    private List<Column> columns(String table, String names) {
        return split(names).stream()
                .map(name -> table(table).column(name).orElseThrow())
                .toList();
    }

    private static List<String> split(String names) {
        return Stream.of(names.split(",", -1)).map(String::strip).toList();
    }

    private static <T> List<T> append(List<T> list, T more) {
        return Stream.concat(list.stream(), Stream.of(more)).toList();
    }

    private static Table copy(Table t, Table.Kind kind, List<Key> keys, List<Trigger> triggers, long rows) {
        return new Table(
                t.name(),
                kind,
                t.columns(),
                keys,
                triggers,
                rows,
                t.hidesRows(),
                t.inheritance(),
                t.oddPartitions(),
                t.privileges(),
                t.surroundings());
    }

    private static Table around(Table t, Surroundings surroundings) {
        return new Table(
                t.name(),
                t.kind(),
                t.columns(),
                t.keys(),
                t.triggers(),
                t.estimatedRows(),
                t.hidesRows(),
                t.inheritance(),
                t.oddPartitions(),
                t.privileges(),
                surroundings);
    }

    private static Table access(Table t, boolean hidesRows, boolean inheritance, Set<Table.Privilege> privileges) {
        return new Table(
                t.name(),
                t.kind(),
                t.columns(),
                t.keys(),
                t.triggers(),
                t.estimatedRows(),
                hidesRows,
                inheritance,
                t.oddPartitions(),
                privileges,
                t.surroundings());
    }
}
