package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Table;
import java.util.List;

/**
 * One table of the plan.
 *
 * @param order 1 is deleted first; the root table is last
 * @param component tables that refer to each other in a circle share a number above 0 and are deleted together; 0: none
 * @param ownership the relations through which a row is owned; a row is owned if any of them leads to the organization;
 *     empty for the root
 * @param paths the same, followed up to the root
 * @param incomingForeignKeys how many foreign keys the server checks for each deleted row
 * @param reason why the table is treated so, one sentence
 */
public record PlanStep(
        int order,
        Table table,
        Treatment treatment,
        int component,
        List<Relation> ownership,
        List<OwnershipPath> paths,
        long estimatedRows,
        int incomingForeignKeys,
        String reason) {

    public PlanStep {
        ownership = List.copyOf(ownership);
        paths = List.copyOf(paths);
    }

    public boolean isRoot() {
        return ownership.isEmpty();
    }

    public boolean deletes() {
        return treatment == Treatment.DELETE;
    }
}
