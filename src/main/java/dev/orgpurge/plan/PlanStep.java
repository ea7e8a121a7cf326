package dev.orgpurge.plan;

import dev.orgpurge.catalogue.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One table of the plan.
 *
 * @param order 1 is deleted first; the root table is last
 * @param component tables that refer to each other in a circle share a number above 0 and are deleted together; 0: none
 * @param ownership the relations through which a row is owned; a row is owned if any of them leads to the organization;
 *     empty for the root
 * @param paths the same, followed up to the root
 * @param incomingForeignKeys how many foreign keys the server checks for each deleted row
 * @param immutable the policy promises that a row, under its key, belongs to the same organization for ever
 * @param ground the legal ground on which rows are kept; null unless they are
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
        boolean immutable,
        @Nullable String ground,
        String reason) {

    public PlanStep {
        ownership = List.copyOf(ownership);
        paths = List.copyOf(paths);
    }

    PlanStep onGround(@Nullable String legalGround) {
        return with(immutable, legalGround, reason);
    }

    PlanStep ofImmutableRows() {
        return with(true, ground, reason + "; declared immutable");
    }

    private PlanStep with(boolean newImmutable, @Nullable String newGround, String newReason) {
        return new PlanStep(
                order,
                table,
                treatment,
                component,
                ownership,
                paths,
                estimatedRows,
                incomingForeignKeys,
                newImmutable,
                newGround,
                newReason);
    }

    public boolean isRoot() {
        return ownership.isEmpty();
    }

    public boolean deletes() {
        return treatment == Treatment.DELETE;
    }
}
