package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Table.Privilege;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a role must be granted on the customer's tables to carry a plan out, and no more than that. */
final class NeededPrivileges {

    private final Catalogue catalogue;
    private final Ownership ownership;
    private final Set<QualifiedName> parents;

    NeededPrivileges(Catalogue catalogue, Ownership ownership) {
        this.catalogue = catalogue;
        this.ownership = ownership;
        this.parents = Stream.concat(ownership.relations().values().stream(), ownership.retained().values().stream())
                .flatMap(List::stream)
                .map(relation -> relation.parent().name())
                .collect(Collectors.toUnmodifiableSet());
    }

    List<NeededPrivilege> all() {
        List<NeededPrivilege> needed = new ArrayList<>();
        for (Table table : catalogue.tables()) {
            if (ownership.deleted(table.name())) {
                needed.add(NeededPrivilege.whole(table, Privilege.SELECT, "to count its rows"));
                needed.add(NeededPrivilege.whole(table, Privilege.DELETE, "to delete from it"));
                if (locked(table)) {
                    needed.add(NeededPrivilege.toLock(table));
                }
            }
        }
        ownership.retained().keySet().stream()
                .map(name -> NeededPrivilege.whole(
                        catalogue.table(name), Privilege.SELECT, "to count the rows that are retained"))
                .forEach(needed::add);
        ownership.references().forEach(reference -> add(needed, reference));
        return needed.stream().distinct().toList();
    }

    private void add(List<NeededPrivilege> needed, Reference reference) {
        Table child = reference.relation().child();
        if (reference.treatment() == Treatment.SET_NULL) {
            needed.add(NeededPrivilege.toClear(child, reference.relation().columns()));
        }
        if (!ownership.deleted(child.name())) {
            needed.add(NeededPrivilege.whole(child, Privilege.SELECT, "to find rows that point at the organization"));
        }
    }

    /** The organizations, and whatever others hang off or point at, by a key or by a line of the policy. */
    private boolean locked(Table table) {
        QualifiedName name = table.name();
        return name.equals(ownership.root().name())
                || !catalogue.foreignKeysTo(name).isEmpty()
                || parents.contains(name);
    }
}
