package dev.orgpurge.catalogue;

import java.util.Comparator;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A schema-qualified name as PostgreSQL stores it: case-sensitive, unquoted. Only the catalogue can make one. */
public final class QualifiedName implements Comparable<QualifiedName> {

    private static final Comparator<QualifiedName> ORDER =
            Comparator.comparing(QualifiedName::schema).thenComparing(QualifiedName::name);

    private final String schema;
    private final String name;

    QualifiedName(String schema, String name) {
        this.schema = Objects.requireNonNull(schema);
        this.name = Objects.requireNonNull(name);
    }

    public String schema() {
        return schema;
    }

    public String name() {
        return name;
    }

    /** The name as it must stand in a statement: both parts quoted, quotes doubled (manual, section 4.1.1). */
    public String sql() {
        return quote(schema) + "." + quote(name);
    }

    /** The schema alone, quoted. */
    public String schemaSql() {
        return quote(schema);
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    @Override
    public int compareTo(QualifiedName other) {
        return ORDER.compare(this, other);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QualifiedName that && schema.equals(that.schema) && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return Objects.hash(schema, name);
    }

    /** For people and JSON: {@code schema.name}, unquoted. */
    @Override
    public String toString() {
        return schema + "." + name;
    }
}
