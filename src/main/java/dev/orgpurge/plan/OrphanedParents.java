package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.ForeignKey;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Rows that hang upwards: only an owned row points at them, so they would be left over when that one is gone. */
final class OrphanedParents {

    private final Catalogue catalogue;
    private final Ownership ownership;
    private final PolicyLines policy;
    private final Findings findings;
    private final SuggestedLines lines;

    OrphanedParents(Catalogue catalogue, Ownership ownership, PolicyLines policy, Findings findings) {
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.policy = policy;
        this.findings = findings;
        this.lines = new SuggestedLines(new WrittenNames(catalogue, ownership.root()));
    }

    void review() {
        catalogue.foreignKeys().stream()
                .filter(key -> ownership.deleted(key.table()) && !key.selfReference())
                .filter(key -> mayStay(key, catalogue.table(key.referencedTable())))
                .forEach(this::review);
    }

    /** The columns identify the pointing row, so that no two rows of its table share what they point at. */
    static boolean oneToOne(Table pointing, ForeignKey key) {
        return pointing.keys().stream().anyMatch(unique -> key.columns().containsAll(unique.columns()));
    }

    /** The pointing row's own primary key is the reference: both rows are parts of one thing. */
    private static boolean samePrimaryKey(Table pointing, ForeignKey key) {
        return pointing.primaryKey()
                .map(Key::columns)
                .filter(key.columns()::containsAll)
                .isPresent();
    }

    private boolean mayStay(ForeignKey key, Table parent) {
        boolean answered = policy.unrelated(parent)
                || policy.retained(parent)
                || policy.edge(key).isPresent()
                || relations(key.table()).stream().anyMatch(relation -> key.equals(relation.foreignKey()));
        return !answered
                && !parent.equals(ownership.root())
                && relations(parent.name()).stream()
                        .noneMatch(relation -> relation.reverses(key) || findsEveryRow(relation));
    }

    private List<Relation> relations(QualifiedName table) {
        return ownership.relations().getOrDefault(table, List.of());
    }

    /** A relation that follows a key backwards finds only the rows that something points at. */
    private boolean findsEveryRow(Relation relation) {
        return !relation.nullable()
                && catalogue.foreignKeysTo(relation.child().name()).stream().noneMatch(relation::reverses);
    }

    private void review(ForeignKey key) {
        Table pointing = catalogue.table(key.table());
        Table parent = catalogue.table(key.referencedTable());
        boolean ofRoot = pointing.equals(ownership.root());
        if (samePrimaryKey(pointing, key)) {
            findings.error(
                    FindingCode.ORPHANED_PARENT,
                    parent.name().toString(),
                    key.name(),
                    "each row of " + pointing.name()
                            + " shares its primary key with a row here, which would be left over; "
                            + answers(key, pointing, parent));
        } else if (ofRoot) {
            reviewParentOfTheRoot(key, pointing, parent);
        } else if (oneToOne(pointing, key)) {
            findings.warning(
                    FindingCode.ORPHANED_PARENT,
                    parent.name().toString(),
                    key.name(),
                    "each of its rows is pointed at by one row of " + pointing.name()
                            + " at most, which goes, so it may be left over; " + answers(key, pointing, parent));
        }
    }

    private void reviewParentOfTheRoot(ForeignKey key, Table root, Table parent) {
        Set<Table> pointing = catalogue.foreignKeysTo(parent.name()).stream()
                .map(other -> catalogue.table(other.table()))
                .collect(Collectors.toSet());
        boolean only = pointing.equals(Set.of(root));
        if (oneToOne(root, key) || only) {
            findings.note(
                    FindingCode.ORPHANED_PARENT,
                    parent.name().toString(),
                    key.name(),
                    (only ? "only " : "one row of ") + root.name() + " points at it, so its row may be left over; "
                            + answers(key, root, parent));
        }
    }

    private String answers(ForeignKey key, Table pointing, Table parent) {
        Policy.TablePolicy own = pointing.equals(ownership.root())
                ? lines.ownedByRoot(parent, key)
                : lines.ownedBack(parent, key, pointing);
        return SuggestedLines.written(own) + " deletes it too, " + SuggestedLines.written(lines.unrelated(parent))
                + " says it is shared or stays";
    }
}
