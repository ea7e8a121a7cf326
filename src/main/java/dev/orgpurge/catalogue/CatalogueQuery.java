package dev.orgpurge.catalogue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The questions put to pg_catalog; each is the SQL file of the same name in lower case. */
enum CatalogueQuery {
    SEARCH_PATH,
    TABLES,
    INHERITANCE,
    COLUMNS,
    KEYS,
    TRIGGERS,
    ODD_PARTITIONS,
    PARTITION_KEYS,
    FOREIGN_KEYS,
    RULES,
    PUBLICATIONS,
    MATERIALIZED_VIEWS,
    STORAGE,
    PROBE;

    private final String sql = load(name().toLowerCase(Locale.ROOT) + ".sql");

    String sql() {
        return sql;
    }

    private static String load(String file) {
        try (InputStream stream = CatalogueQuery.class.getResourceAsStream(file)) {
            if (stream == null) {
                throw new IllegalStateException(file + " is not on the class path");
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
