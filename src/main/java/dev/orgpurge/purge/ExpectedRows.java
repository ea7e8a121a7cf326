package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What was counted for one round of a batch, per number of a table or detachment.
 *
 * @param all rows of all organizations
 * @param most rows of the organization that has the most
 * @param keys how many keys are kept per table
 */
record ExpectedRows(Map<Integer, Long> all, Map<Integer, Long> most, KeyRows keys) {

    ExpectedRows {
        all = Map.copyOf(all);
        most = Map.copyOf(most);
    }

    /** Rows that a piece of work is to delete or alter; 0: there is nothing to do. */
    long rows(Work work) {
        if (work.detaches()) {
            return all.getOrDefault(work.number(), 0L);
        }
        if (work.follows()) {
            return most.getOrDefault(work.number(), 0L) > SliceStore.GIANT_ROWS ? sum(work.steps()) : 0;
        }
        return sum(work.touched());
    }

    /**
     * How many rows one of the keys that the work goes through stands for, on average; at least 1. For the organizations themselves
     * these are the rows directly below them: they are gone, but the server's check of each organization visits them.
     */
    double perKey(PlanTables tables, Work work) {
        long kept = keyed(tables, work).mapToLong(step -> keys.rows(step)).sum();
        long rows = work.includesRoot() ? rows(work) + sum(belowRoot(tables)) : rows(work);
        return kept == 0 ? 1 : Math.max(1, (double) rows / kept);
    }

    private static List<PlanStep> belowRoot(PlanTables tables) {
        return tables.deleted().stream()
                .filter(step -> step.ownership().stream()
                        .anyMatch(up -> tables.step(up.parent()).isRoot()))
                .toList();
    }

    private static Stream<PlanStep> keyed(PlanTables tables, Work work) {
        if (work.detaches()) {
            return Stream.of(tables.step(work.detachment().relation().parent()));
        }
        return work.steps().stream()
                .flatMap(step -> tables.isCollected(step)
                        ? Stream.of(step)
                        : step.ownership().stream().map(up -> tables.step(up.parent())));
    }

    private long sum(List<PlanStep> steps) {
        return steps.stream()
                .mapToLong(step -> all.getOrDefault(step.order(), 0L))
                .sum();
    }
}
