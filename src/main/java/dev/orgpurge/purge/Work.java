package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.Reference;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One numbered piece of a plan: a table to delete from, several that refer to each other and go together, or a reference to
 * detach.
 *
 * @param number of its first table in the plan, or of the detachment behind all tables
 * @param steps the tables to delete from; none for a detachment
 * @param companions tables whose rows hang off rows of the only step and nothing else, and go in the same chunks, before them
 * @param follows its rows are such companions: only those below a giant go by themselves
 * @param reference the reference to detach; null for a deletion
 */
record Work(
        int number,
        List<PlanStep> steps,
        List<PlanStep> companions,
        boolean follows,
        @Nullable Reference reference) {

    Work {
        steps = List.copyOf(steps);
        companions = List.copyOf(companions);
    }

    static Work delete(List<PlanStep> steps) {
        return new Work(steps.get(0).order(), steps, List.of(), false, null);
    }

    Work with(List<PlanStep> newCompanions, boolean nowFollows) {
        return new Work(number, steps, newCompanions, nowFollows, reference);
    }

    static Work detach(int number, Reference reference) {
        return new Work(number, List.of(), List.of(), false, reference);
    }

    boolean detaches() {
        return reference != null;
    }

    /** Its tables refer to each other, or the one table to itself. */
    boolean component() {
        return !steps.isEmpty() && steps.get(0).component() > 0;
    }

    /** All tables whose rows its chunks delete. */
    List<PlanStep> touched() {
        return Stream.concat(companions.stream(), steps.stream()).toList();
    }

    boolean includesRoot() {
        return steps.stream().anyMatch(PlanStep::isRoot);
    }

    /** The table with this number in the plan. */
    PlanStep target(int number) {
        return steps.stream()
                .filter(step -> step.order() == number)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("work " + this.number + " has no table " + number));
    }

    Reference detachment() {
        if (reference == null) {
            throw new IllegalStateException("work " + number + " is a deletion");
        }
        return reference;
    }

    /** The tables whose rows are deleted or altered. */
    Set<String> tables() {
        return steps.isEmpty()
                ? Set.of(tableName())
                : touched().stream().map(step -> step.table().name().toString()).collect(Collectors.toSet());
    }

    /** The table whose rows are deleted or altered; of several the first. */
    String tableName() {
        return steps.isEmpty()
                ? detachment().relation().child().name().toString()
                : steps.get(0).table().name().toString();
    }
}
