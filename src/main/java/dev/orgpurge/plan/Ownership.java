package dev.orgpurge.plan;

import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which tables hold an organization's rows, and by which relations.
 *
 * @param relations ownership relations per owned table; the root is not among the keys
 * @param retained the same for tables whose rows belong to an organization but are kept
 * @param references all other relations that point at an owned table or at the root
 * @param reasons why each table is owned, one sentence
 */
record Ownership(
        Table root,
        Map<QualifiedName, List<Relation>> relations,
        Map<QualifiedName, List<Relation>> retained,
        List<Reference> references,
        Map<QualifiedName, String> reasons) {

    Ownership {
        relations = new LinkedHashMap<>(relations);
        retained = new LinkedHashMap<>(retained);
        references = List.copyOf(references);
        reasons = Map.copyOf(reasons);
    }

    /** Rows of this table are deleted with their organization. */
    boolean deleted(QualifiedName table) {
        return table.equals(root.name()) || relations.containsKey(table);
    }
}
