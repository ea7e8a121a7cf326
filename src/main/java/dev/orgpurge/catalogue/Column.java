package dev.orgpurge.catalogue;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A column of a table. Only the catalogue can make one, so its quoted name and its type are safe in a statement. */
public final class Column {

    private final String name;
    private final String sqlType;
    private final boolean notNull;
    private final boolean nested;
    private final boolean updatable;

    /**
     * @param sqlType the base type below any domain, as {@code format_type} writes it with an empty search path
     * @param notNull NOT NULL on the column or on its domain
     * @param nested an array or a composite type, which follows from the type
     * @param updatable the current role may update it; who asks is no part of what a column is
     */
    Column(String name, String sqlType, boolean notNull, boolean nested, boolean updatable) {
        this.name = Objects.requireNonNull(name);
        this.sqlType = Objects.requireNonNull(sqlType);
        this.notNull = notNull;
        this.nested = nested;
        this.updatable = updatable;
    }

    public String name() {
        return name;
    }

    /** The base type, ready for a cast or a column definition. */
    public String sqlType() {
        return sqlType;
    }

    /** Its values have parts of their own: an array of them, or {@code unnest} of one, would not keep them whole. */
    public boolean nested() {
        return nested;
    }

    /** The current role may update it. */
    public boolean updatable() {
        return updatable;
    }

    public boolean notNull() {
        return notNull;
    }

    /** The quoted name. */
    public String sql() {
        return QualifiedName.quote(name);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Column that
                && name.equals(that.name)
                && sqlType.equals(that.sqlType)
                && notNull == that.notNull;
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, sqlType, notNull);
    }

    @Override
    public String toString() {
        return name;
    }
}
