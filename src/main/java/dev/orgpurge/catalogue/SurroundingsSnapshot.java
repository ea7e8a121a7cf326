package dev.orgpurge.catalogue;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The part of one read that is about rules, publications, materialized views and storage. */
final class SurroundingsSnapshot {

    private final JdbcClient jdbc;
    private final Map<Long, List<Rule>> rules = new HashMap<>();
    private final Map<Long, List<Publication>> publications = new HashMap<>();
    private final Map<Long, List<QualifiedName>> materializedViews = new HashMap<>();
    private final Map<Long, Long> bytes = new HashMap<>();
    private final Set<Long> unlogged = new HashSet<>();

    SurroundingsSnapshot(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    void read() {
        each(CatalogueQuery.RULES, this::rule);
        each(CatalogueQuery.PUBLICATIONS, this::publication);
        each(CatalogueQuery.MATERIALIZED_VIEWS, this::materializedView);
        each(CatalogueQuery.STORAGE, this::storage);
    }

    Surroundings of(long table) {
        return new Surroundings(
                unlogged.contains(table),
                bytes.getOrDefault(table, 0L),
                rules.getOrDefault(table, List.of()),
                publications.getOrDefault(table, List.of()),
                materializedViews.getOrDefault(table, List.of()));
    }

    private void each(CatalogueQuery query, RowCallbackHandler row) {
        jdbc.sql(query.sql()).query(row);
    }

    private void rule(ResultSet row) throws SQLException {
        add(rules, row, new Rule(row.getString("rule_name"), row.getBoolean("on_delete"), row.getBoolean("instead")));
    }

    private void publication(ResultSet row) throws SQLException {
        add(
                publications,
                row,
                new Publication(
                        row.getString("publication_name"),
                        row.getBoolean("all_tables"),
                        row.getBoolean("deletes"),
                        row.getBoolean("updates"),
                        CatalogueSnapshot.strings(row, "unidentified")));
    }

    private void materializedView(ResultSet row) throws SQLException {
        add(materializedViews, row, new QualifiedName(row.getString("schema_name"), row.getString("view_name")));
    }

    private void storage(ResultSet row) throws SQLException {
        bytes.put(row.getLong("table_id"), row.getLong("estimated_bytes"));
        if (row.getBoolean("unlogged")) {
            unlogged.add(row.getLong("table_id"));
        }
    }

    private static <T> void add(Map<Long, List<T>> all, ResultSet row, T one) throws SQLException {
        all.computeIfAbsent(row.getLong("table_id"), id -> new ArrayList<>()).add(one);
    }
}
