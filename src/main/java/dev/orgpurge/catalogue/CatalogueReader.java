package dev.orgpurge.catalogue;

import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the catalogue of the connected database. */
@Component
public final class CatalogueReader {

    private final JdbcClient jdbc;

    CatalogueReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One read of pg_catalog, in one snapshot; schemas of the server and of OrgPurge are left out. */
    public Catalogue read() {
        throw new UnsupportedOperationException(jdbc.getClass().getName());
    }
}
