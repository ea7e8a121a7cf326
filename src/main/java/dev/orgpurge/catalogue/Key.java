package dev.orgpurge.catalogue;

import java.util.List;

/** A primary key or a unique constraint or index that can identify rows: not partial, no expressions, not deferrable. */
public record Key(String name, boolean primary, List<Column> columns) {

    public Key {
        columns = List.copyOf(columns);
    }
}
