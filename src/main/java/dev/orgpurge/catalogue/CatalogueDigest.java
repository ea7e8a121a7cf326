package dev.orgpurge.catalogue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * SHA-256 over a canonical text: every value is written as {@code length:value} and every list begins with its size, so
 * no two catalogues share a text.
 */
final class CatalogueDigest {

    private final StringBuilder text = new StringBuilder();

    private CatalogueDigest() {}

    static Fingerprint of(Collection<Table> tables, Collection<ForeignKey> foreignKeys) {
        CatalogueDigest digest = new CatalogueDigest();
        digest.value(tables.size());
        tables.forEach(digest::table);
        digest.value(foreignKeys.size());
        foreignKeys.forEach(digest::foreignKey);
        return new Fingerprint("sha256:" + digest.hex());
    }

    private void table(Table table) {
        name(table.name());
        value(table.kind());
        value(table.inheritance());
        columns(table.columns());
        value(table.keys().size());
        table.keys().stream().sorted(Comparator.comparing(Key::name)).forEach(this::key);
        value(table.triggers().size());
        table.triggers().stream().sorted(Comparator.comparing(Trigger::name)).forEach(this::trigger);
        surroundings(table.surroundings());
    }

    /** What refuses or rewrites a statement; a harmless publication, sizes and copies are no drift. */
    private void surroundings(Surroundings around) {
        value(around.rules().size());
        around.rules().stream().sorted(Comparator.comparing(Rule::name)).forEach(this::rule);
        value(around.publications().stream().anyMatch(Publication::refusesDeletes));
        value(around.publications().stream().anyMatch(Publication::refusesUpdates));
    }

    private void rule(Rule rule) {
        value(rule.name());
        value(rule.onDelete());
        value(rule.instead());
    }

    private void key(Key key) {
        value(key.name());
        value(key.primary());
        columns(key.columns());
    }

    private void trigger(Trigger trigger) {
        value(trigger.name());
        value(trigger.onDelete());
        value(trigger.onUpdate());
        value(trigger.forEachRow());
    }

    private void foreignKey(ForeignKey key) {
        value(key.name());
        name(key.table());
        columns(key.columns());
        name(key.referencedTable());
        columns(key.referencedColumns());
        value(key.onDelete());
        value(key.onUpdate());
        value(key.deferrable());
        value(key.initiallyDeferred());
        value(key.validated());
        value(key.enforced());
        // the indexes of single partitions come and go with these, which is no change of the plan
        value(key.scanned().stream().noneMatch(scan -> scan.table().equals(key.table())));
        value(key.temporal());
    }

    private void columns(List<Column> columns) {
        value(columns.size());
        for (Column column : columns) {
            value(column.name());
            value(column.sqlType());
            value(column.notNull());
        }
    }

    private void name(QualifiedName name) {
        value(name.schema());
        value(name.name());
    }

    private void value(Object value) {
        String written = value.toString();
        text.append(written.length()).append(':').append(written);
    }

    private String hex() {
        try {
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
