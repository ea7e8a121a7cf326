package dev.orgpurge.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The answers to all questions of one read, put together; lives no longer than the transaction around it. */
final class CatalogueSnapshot {

    private final JdbcClient jdbc;
    private final Map<Long, Map<String, Column>> columns = new HashMap<>();
    private final Map<Long, List<Key>> keys = new HashMap<>();
    private final Map<Long, List<Trigger>> triggers = new HashMap<>();
    private final SurroundingsSnapshot surroundings;
    private final Map<Long, List<OddPartition>> oddPartitions = new HashMap<>();
    private final Map<Long, PartitionKey> partitionKeys = new HashMap<>();
    private final Map<Long, Table> tables = new LinkedHashMap<>();
    private final List<ForeignKey> foreignKeys = new ArrayList<>();
    private final Map<QualifiedName, List<QualifiedName>> parents = new HashMap<>();

    CatalogueSnapshot(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.surroundings = new SurroundingsSnapshot(jdbc);
    }

    Catalogue read() {
        ServerVersion.require(
                jdbc.sql(ServerVersion.QUESTION).query(Integer.class).single());
        List<String> searchPath = jdbc.sql(CatalogueQuery.SEARCH_PATH.sql())
                .query((row, number) -> strings(row, "schemas"))
                .single();
        // format_type leaves out the schema of every type that the search path finds
        jdbc.sql("set local search_path = ''").update();
        each(CatalogueQuery.COLUMNS, this::column);
        each(CatalogueQuery.KEYS, this::key);
        each(CatalogueQuery.TRIGGERS, this::trigger);
        surroundings.read();
        each(CatalogueQuery.ODD_PARTITIONS, this::oddPartition);
        each(CatalogueQuery.TABLES, this::table);
        each(CatalogueQuery.PARTITION_KEYS, this::partitionKey);
        each(CatalogueQuery.FOREIGN_KEYS, this::foreignKey);
        each(CatalogueQuery.INHERITANCE, this::parent);
        return new Catalogue(tables.values(), foreignKeys.stream().distinct().toList(), searchPath, parents);
    }

    private void each(CatalogueQuery query, RowCallbackHandler row) {
        jdbc.sql(query.sql()).query(row);
    }

    private void column(ResultSet row) throws SQLException {
        Column column = new Column(
                row.getString("column_name"),
                row.getString("sql_type"),
                row.getBoolean("not_null"),
                row.getBoolean("nested"),
                row.getBoolean("updatable"));
        columns.computeIfAbsent(row.getLong("table_id"), id -> new LinkedHashMap<>())
                .put(column.name(), column);
    }

    private void key(ResultSet row) throws SQLException {
        Map<String, Column> known = columns.getOrDefault(row.getLong("table_id"), Map.of());
        List<Column> keyColumns = strings(row, "column_names").stream()
                .flatMap(name -> Stream.ofNullable(known.get(name)))
                .toList();
        keys.computeIfAbsent(row.getLong("table_id"), id -> new ArrayList<>())
                .add(new Key(row.getString("key_name"), row.getBoolean("is_primary"), keyColumns));
    }

    private void trigger(ResultSet row) throws SQLException {
        triggers.computeIfAbsent(row.getLong("table_id"), id -> new ArrayList<>())
                .add(new Trigger(
                        row.getString("trigger_name"),
                        row.getBoolean("on_delete"),
                        row.getBoolean("on_update"),
                        row.getBoolean("for_each_row")));
    }

    private void oddPartition(ResultSet row) throws SQLException {
        QualifiedName name = new QualifiedName(row.getString("schema_name"), row.getString("table_name"));
        oddPartitions
                .computeIfAbsent(row.getLong("table_id"), id -> new ArrayList<>())
                .add(new OddPartition(name, row.getBoolean("remote")));
    }

    private void table(ResultSet row) throws SQLException {
        long id = row.getLong("table_id");
        Table table = new Table(
                new QualifiedName(row.getString("schema_name"), row.getString("table_name")),
                Table.Kind.valueOf(row.getString("kind")),
                List.copyOf(columns.getOrDefault(id, Map.of()).values()),
                keys.getOrDefault(id, List.of()),
                triggers.getOrDefault(id, List.of()).stream().distinct().toList(),
                row.getLong("estimated_rows"),
                row.getBoolean("hides_rows"),
                row.getBoolean("inheritance"),
                oddPartitions.getOrDefault(id, List.of()),
                privileges(row),
                surroundings.of(id));
        tables.put(id, table);
    }

    private void parent(ResultSet row) throws SQLException {
        Table child = tables.get(row.getLong("child_id"));
        Table parent = tables.get(row.getLong("parent_id"));
        if (child != null && parent != null) {
            parents.computeIfAbsent(child.name(), name -> new ArrayList<>()).add(parent.name());
        }
    }

    private static Set<Table.Privilege> privileges(ResultSet row) throws SQLException {
        return strings(row, "privileges").stream().map(Table.Privilege::valueOf).collect(Collectors.toSet());
    }

    private void foreignKey(ResultSet row) throws SQLException {
        Optional<Table> table = Optional.ofNullable(tables.get(row.getLong("table_id")));
        Optional<Table> referenced = Optional.ofNullable(tables.get(row.getLong("referenced_id")));
        if (table.isPresent() && referenced.isPresent()) {
            foreignKeys.add(foreignKey(row, table.get(), referenced.get()));
        }
    }

    /** What a foreign key means for single partitions; {@code whole}: the referencing table has none. */
    private record PartitionKey(boolean whole, List<Scanned> scanned, Extent extent) {}

    private void partitionKey(ResultSet row) throws SQLException {
        partitionKeys.put(
                row.getLong("key_id"),
                new PartitionKey(row.getBoolean("whole"), scanned(row), Extent.valueOf(row.getString("extent"))));
    }

    private List<Scanned> scanned(ResultSet row, Table table) throws SQLException {
        PartitionKey parts = partitionKeys.get(row.getLong("key_id"));
        if (parts != null && !parts.whole()) {
            return parts.scanned();
        }
        return row.getBoolean("indexed") ? List.of() : List.of(new Scanned(table.name(), table.estimatedRows()));
    }

    private Extent extent(ResultSet row) throws SQLException {
        PartitionKey parts = partitionKeys.get(row.getLong("key_id"));
        return parts == null ? Extent.WHOLE : parts.extent();
    }

    private ForeignKey foreignKey(ResultSet row, Table table, Table referenced) throws SQLException {
        return new ForeignKey(
                row.getString("key_name"),
                table.name(),
                columns(table, strings(row, "column_names")),
                referenced.name(),
                columns(referenced, strings(row, "referenced_names")),
                action(row.getString("on_delete")),
                action(row.getString("on_update")),
                row.getBoolean("deferrable"),
                row.getBoolean("initially_deferred"),
                row.getBoolean("validated"),
                row.getBoolean("enforced"),
                scanned(row, table),
                extent(row),
                row.getBoolean("temporal"));
    }

    private static List<Scanned> scanned(ResultSet row) throws SQLException {
        List<String> schemas = strings(row, "scanned_schemas");
        List<String> names = strings(row, "scanned_names");
        Long[] rows = (Long[]) row.getArray("scanned_rows").getArray();
        return IntStream.range(0, rows.length)
                .mapToObj(i -> new Scanned(new QualifiedName(schemas.get(i), names.get(i)), rows[i]))
                .toList();
    }

    private static List<Column> columns(Table table, List<String> names) {
        return names.stream().map(name -> table.column(name).orElseThrow()).toList();
    }

    private static ReferentialAction action(String code) {
        return switch (code) {
            case "a" -> ReferentialAction.NO_ACTION;
            case "r" -> ReferentialAction.RESTRICT;
            case "c" -> ReferentialAction.CASCADE;
            case "n" -> ReferentialAction.SET_NULL;
            case "d" -> ReferentialAction.SET_DEFAULT;
            default -> throw new IllegalStateException("unknown referential action " + code);
        };
    }

    static List<String> strings(ResultSet row, String label) throws SQLException {
        return List.of((String[]) row.getArray(label).getArray());
    }
}
