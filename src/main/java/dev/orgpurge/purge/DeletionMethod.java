package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Treatment;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the rows of a table are found, chunk after chunk, and why so.
 *
 * @param way one of the words of the README
 * @param reason one sentence
 */
public record DeletionMethod(Way way, String reason) {

    /** The ways. */
    public enum Way {
        /** By their own keys, which are collected first. */
        OWN_KEYS,
        /** In the chunk of the row that they hang off. */
        WITH_PARENT,
        /** By ranges of the keys of the rows they hang off. */
        PARENT_RANGES,
        /** By their own keys, those first that nothing refers to; what refers to each other in circles, piece by piece. */
        LEVELS,
        /** Not at all. */
        NONE
    }

    /** The method of each step of a plan, by its order. */
    public static Map<Integer, DeletionMethod> of(PurgePlan plan) {
        PlanTables tables = new PlanTables(plan);
        Map<Integer, DeletionMethod> methods = new TreeMap<>();
        plan.steps().stream()
                .filter(step -> !step.deletes())
                .forEach(step -> methods.put(step.order(), kept(step.treatment())));
        tables.deletions()
                .forEach(work -> work.steps().forEach(step -> methods.put(step.order(), of(tables, work, step))));
        return methods;
    }

    private static DeletionMethod kept(Treatment treatment) {
        return new DeletionMethod(Way.NONE, "its treatment is " + treatment);
    }

    private static DeletionMethod of(PlanTables tables, Work work, PlanStep step) {
        if (work.component()) {
            return new DeletionMethod(Way.LEVELS, "its rows refer to each other, directly or through other tables");
        }
        if (work.follows()) {
            return new DeletionMethod(
                    Way.WITH_PARENT,
                    "its rows hang off " + step.ownership().get(0).parent().name()
                            + " alone and nothing refers to them; " + giants(step));
        }
        if (step.isRoot()) {
            return new DeletionMethod(Way.OWN_KEYS, "the organizations themselves go last");
        }
        if (tables.isCollected(step)) {
            return new DeletionMethod(Way.OWN_KEYS, "other rows refer to its rows, so that its keys are kept");
        }
        String blocks = tables.step(step.ownership().get(0).parent()).isRoot()
                        && step.ownership().size() == 1
                ? "by ranges of the table's blocks, where one row in " + TableBlocks.SHARE + " and "
                        + TableBlocks.PER_BLOCK + " of each block go at once; else "
                : "";
        return new DeletionMethod(Way.PARENT_RANGES, "nothing refers to its rows; " + blocks + giants(step));
    }

    private static String giants(PlanStep step) {
        return "below one with more than " + SliceStore.GIANT_ROWS + " of them, by "
                + (step.table().identity().isPresent()
                        ? "ranges of their own key"
                        : "ranges of the table's blocks, for want of a key");
    }
}
