package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PolicyLines.Owner;
import java.util.List;
import java.util.Set;

/** Makes relations of what the policy declares: a foreign key if one has these columns, else a loose relation. */
final class DeclaredRelations {

    private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");
    private static final Set<String> TEXTS = Set.of("text", "character varying", "citext", "public.citext");

    private final Catalogue catalogue;
    private final Table root;
    private final Column rootKey;
    private final Findings findings;

    DeclaredRelations(Catalogue catalogue, Table root, Column rootKey, Findings findings) {
        this.catalogue = catalogue;
        this.root = root;
        this.rootKey = rootKey;
        this.findings = findings;
    }

    Relation relation(Table table, Owner owner) {
        ForeignKey against = owner.against();
        if (against != null) {
            return new Relation(
                    against.name() + Relation.AGAINST,
                    table,
                    owner.columns(),
                    root,
                    against.columns(),
                    null,
                    null,
                    false);
        }
        return catalogue.foreignKeys().stream()
                .filter(key -> owner.when() == null)
                .filter(key -> key.table().equals(table.name()))
                .filter(key -> key.referencedTable().equals(owner.target().name()))
                .filter(key -> key.columns().equals(owner.columns()))
                .findFirst()
                .map(key -> Relation.of(key, table, owner.target()))
                .orElseGet(() -> loose(table, owner));
    }

    private Relation loose(Table table, Owner owner) {
        Table target = owner.target();
        List<Column> key = target.name().equals(root.name())
                ? List.of(rootKey)
                : target.primaryKey().map(Key::columns).orElse(List.of());
        String name = owner.columns().get(0).name() + " -> " + target.name().name();
        if (key.size() != owner.columns().size()) {
            loose(table, name, "owned-by must name as many columns as the key of " + target.name() + " has");
            return new Relation(
                    name, table, owner.columns().subList(0, 1), root, List.of(rootKey), null, owner.when(), true);
        }
        boolean cast = false;
        for (int i = 0; i < key.size(); i++) {
            cast |= !comparable(owner.columns().get(i), key.get(i));
            if (cast && !text(owner.columns().get(i))) {
                loose(
                        table,
                        name,
                        "its type " + owner.columns().get(i).sqlType() + " cannot be compared with "
                                + key.get(i).sqlType());
            }
        }
        return new Relation(name, table, owner.columns(), target, key, null, owner.when(), cast);
    }

    /** A value of the child's column can be compared with the parent's key, if need be by way of text. */
    static boolean castable(Column child, Column parent) {
        return comparable(child, parent) || text(child);
    }

    private static boolean comparable(Column child, Column parent) {
        return child.sqlType().equals(parent.sqlType())
                || (INTEGERS.contains(child.sqlType()) && INTEGERS.contains(parent.sqlType()))
                || (text(child) && text(parent));
    }

    private static boolean text(Column column) {
        return TEXTS.stream().anyMatch(type -> column.sqlType().startsWith(type));
    }

    private void loose(Table table, String name, String detail) {
        findings.error(FindingCode.LOOSE_RELATION, table.name().toString(), name, detail);
    }
}
