package dev.orgpurge.catalogue;

import java.util.Collection;

final class CatalogueDigest {

    private CatalogueDigest() {}

    static Fingerprint of(Collection<Table> tables, Collection<ForeignKey> foreignKeys) {
        throw new UnsupportedOperationException(tables + " " + foreignKeys);
    }
}
