package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PolicyLines.Owner;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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
            return against(table, against, owner.when());
        }
        return catalogue.foreignKeys().stream()
                .filter(key -> owner.when() == null)
                .filter(key -> key.table().equals(table.name()))
                .filter(key -> key.referencedTable().equals(owner.target().name()))
                .filter(key -> key.columns().equals(owner.columns()))
                .filter(key -> owner.targetColumns().isEmpty()
                        || key.referencedColumns().equals(owner.targetColumns()))
                .findFirst()
                .map(key -> Relation.of(key, table, owner.target()))
                .orElseGet(() -> withoutKey(table, owner));
    }

    private Relation against(Table table, ForeignKey key, @Nullable String when) {
        return new Relation(
                key.name() + Relation.AGAINST,
                table,
                key.referencedColumns(),
                root,
                key.columns(),
                null,
                when,
                /* cast= */ false);
    }

    /** Where the root row points back, it is that key that is followed, backwards. */
    private Relation withoutKey(Table table, Owner owner) {
        Relation loose = loose(table, owner);
        return keysBack(table, owner)
                .filter(key -> owner.target().name().equals(root.name()) && loose.reverses(key))
                .findFirst()
                .map(key -> against(table, key, owner.when()))
                .orElse(loose);
    }

    private Stream<ForeignKey> keysBack(Table table, Owner owner) {
        return catalogue.foreignKeys().stream()
                .filter(key -> key.table().equals(owner.target().name()))
                .filter(key -> key.referencedTable().equals(table.name()));
    }

    private Relation loose(Table table, Owner owner) {
        Table target = owner.target();
        List<Column> key = target(owner);
        String name = owner.columns().get(0).name() + " -> " + target.name().name()
                + owner.targetColumns().stream()
                        .map(Column::name)
                        .reduce((a, b) -> a + ", " + b)
                        .map(names -> "(" + names + ")")
                        .orElse("");
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
        Relation relation = new Relation(name, table, owner.columns(), target, key, null, owner.when(), cast);
        requirePointingColumn(relation, owner);
        return relation;
    }

    private List<Column> target(Owner owner) {
        if (!owner.targetColumns().isEmpty()) {
            return owner.targetColumns();
        }
        return owner.target().name().equals(root.name())
                ? List.of(rootKey)
                : owner.target().primaryKey().map(Key::columns).orElse(List.of());
    }

    /** Two keys that merely hold the same numbers would be taken for each other. */
    private void requirePointingColumn(Relation relation, Owner owner) {
        List<ForeignKey> back = keysBack(relation.child(), owner)
                .filter(key -> Set.copyOf(key.referencedColumns()).equals(Set.copyOf(relation.columns())))
                .toList();
        if (owner.targetColumns().isEmpty() && !back.isEmpty() && back.stream().noneMatch(relation::reverses)) {
            loose(
                    relation.child(),
                    relation.name(),
                    owner.target().name() + " points at it by "
                            + back.stream()
                                    .flatMap(key -> key.columns().stream())
                                    .map(Column::name)
                                    .distinct()
                                    .collect(Collectors.joining(", "))
                            + ", not by its own key; name the columns: owned-by: \"… -> "
                            + owner.target().name() + "("
                            + back.get(0).columns().stream().map(Column::name).collect(Collectors.joining(", "))
                            + ")\"");
        }
    }

    /** A value of the child's column can be compared with the parent's key, if need be by way of text. */
    static boolean castable(Column child, Column parent) {
        return comparable(child, parent) || text(child);
    }

    static boolean comparable(Column child, Column parent) {
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
