package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Table;
import java.util.List;
import java.util.stream.Collectors;

/** Writes names so that the policy's reader finds the same thing again. */
final class WrittenNames {

    private final Catalogue catalogue;
    private final Table root;

    WrittenNames(Catalogue catalogue, Table root) {
        this.catalogue = catalogue;
        this.root = root;
    }

    /** {@code schema.table} where that is enough, otherwise quoted. */
    String table(Table table) {
        String plain = table.name().toString();
        boolean enough = plain.equals(plain.strip())
                && catalogue
                        .find(plain)
                        .filter(found -> found.name().equals(table.name()))
                        .isPresent();
        return enough ? plain : table.name().sql();
    }

    /** What stands behind {@code owned-by}: the columns, and the table they point at unless that is the root. */
    String ownedBy(List<Column> columns, Table target) {
        String names = columns.stream().map(WrittenNames::column).collect(Collectors.joining(", "));
        return target.name().equals(root.name()) ? names : names + " -> " + table(target);
    }

    /** As it stands in a statement. */
    static String quoted(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }

    /** The same for columns of the target that are not its key. */
    String ownedBy(List<Column> columns, Table target, List<Column> targetColumns) {
        String names = columns.stream().map(WrittenNames::column).collect(Collectors.joining(", "));
        boolean key = target.primaryKey()
                .filter(primary -> primary.columns().equals(targetColumns))
                .isPresent();
        return key
                ? ownedBy(columns, target)
                : names + " -> " + table(target) + "("
                        + targetColumns.stream().map(WrittenNames::column).collect(Collectors.joining(", ")) + ")";
    }

    /** What stands behind {@code owned-by} where the pointing row is the owner of what its key points at. */
    String ownedBack(ForeignKey key, Table pointing) {
        return ownedBy(key.referencedColumns(), pointing, key.columns());
    }

    private static String column(Column column) {
        return column.name().matches("[\\p{L}\\p{N}_$]+") ? column.name() : column.sql();
    }
}
