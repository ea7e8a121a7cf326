package dev.orgpurge.purge;

import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Reference;
import org.jspecify.annotations.Nullable;

/**
 * One numbered piece of a plan: a table to delete from, or a reference to detach.
 *
 * @param step the table to delete from; null for a detachment
 * @param reference the reference to detach; null for a deletion
 */
record Work(int number, @Nullable PlanStep step, @Nullable Reference reference) {

    static Work delete(PlanStep step) {
        return new Work(step.order(), step, null);
    }

    static Work detach(int number, Reference reference) {
        return new Work(number, null, reference);
    }

    boolean detaches() {
        return reference != null;
    }

    PlanStep deletion() {
        if (step == null) {
            throw new IllegalStateException("work " + number + " is a detachment");
        }
        return step;
    }

    Reference detachment() {
        if (reference == null) {
            throw new IllegalStateException("work " + number + " is a deletion");
        }
        return reference;
    }

    /** The table whose rows are deleted or altered. */
    QualifiedName table() {
        return step != null
                ? step.table().name()
                : detachment().relation().child().name();
    }
}
