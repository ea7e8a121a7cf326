package dev.orgpurge.catalogue;

import java.util.List;
import java.util.Map;
import java.util.Optional;

final class NameLookup {

    private NameLookup() {}

    static Optional<Table> find(String written, Map<QualifiedName, Table> tables, List<String> searchPath) {
        throw new UnsupportedOperationException(written + tables + searchPath);
    }
}
