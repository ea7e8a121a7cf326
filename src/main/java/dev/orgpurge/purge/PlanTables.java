package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.catalogue.Trigger;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.plan.Treatment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A plan as the engine needs it: its work numbered, and which tables' keys must be kept because something refers to them. */
final class PlanTables {

    private final PurgePlan plan;
    private final List<PlanStep> deleted;
    private final List<Work> deletions = new ArrayList<>();
    private final List<Work> detachments = new ArrayList<>();
    private final Map<QualifiedName, Set<Column>> referenced = new HashMap<>();
    private final Map<QualifiedName, PlanStep> steps = new HashMap<>();

    PlanTables(PurgePlan plan) {
        this.plan = plan;
        plan.steps().forEach(step -> steps.put(step.table().name(), step));
        this.deleted = plan.steps().stream().filter(PlanStep::deletes).toList();
        for (PlanStep step : deleted) {
            if (step.component() == 0) {
                deletions.add(Work.delete(List.of(step)));
            } else if (component(step.component()).get(0).equals(step)) {
                deletions.add(Work.delete(component(step.component())));
            }
        }
        int number = plan.steps().size();
        for (Reference reference : plan.references()) {
            if (reference.treatment() == Treatment.SET_NULL) {
                detachments.add(Work.detach(++number, reference));
            }
        }
        relations()
                .forEach(relation -> referenced
                        .computeIfAbsent(relation.parent().name(), name -> new LinkedHashSet<>())
                        .addAll(relation.parentColumns()));
        keepCompany();
    }

    /**
     * A row's check of its foreign keys visits the rows that referred to it, gone or not: it is a third cheaper while these
     * were deleted a moment ago, and the row itself is locked once instead of twice.
     */
    private void keepCompany() {
        Map<PlanStep, Integer> turns = new HashMap<>();
        for (int turn = 0; turn < deletions.size(); turn++) {
            for (PlanStep step : deletions.get(turn).steps()) {
                turns.put(step, turn);
            }
        }
        Map<PlanStep, List<PlanStep>> companions = new HashMap<>();
        for (PlanStep step : deleted) {
            leader(step, turns)
                    .ifPresent(leader -> companions
                            .computeIfAbsent(leader, key -> new ArrayList<>())
                            .add(step));
        }
        Set<PlanStep> following =
                companions.values().stream().flatMap(List::stream).collect(Collectors.toSet());
        deletions.replaceAll(work -> {
            PlanStep first = work.steps().get(0);
            return work.with(companions.getOrDefault(first, List.of()), following.contains(first));
        });
    }

    /**
     * The table whose rows this one's rows can go with: they hang off nothing else, and what they refer to goes no earlier. What a
     * trigger raises names no table, so that rows with one go by themselves.
     */
    private Optional<PlanStep> leader(PlanStep step, Map<PlanStep, Integer> turns) {
        boolean watched = step.table().triggers().stream().anyMatch(Trigger::onDelete);
        if (isCollected(step) || step.component() > 0 || step.ownership().size() != 1 || watched) {
            return Optional.empty();
        }
        PlanStep leader = step(step.ownership().get(0).parent());
        if (leader.isRoot() || !leader.deletes() || leader.component() > 0) {
            return Optional.empty();
        }
        boolean inTime = relations()
                .filter(relation -> relation.child().name().equals(step.table().name()))
                .map(relation -> steps.get(relation.parent().name()))
                .filter(Objects::nonNull)
                .allMatch(other -> turns.getOrDefault(other, Integer.MAX_VALUE) >= turns.getOrDefault(leader, 0));
        return inTime ? Optional.of(leader) : Optional.empty();
    }

    private List<PlanStep> component(int number) {
        return deleted.stream().filter(step -> step.component() == number).toList();
    }

    private Stream<Relation> relations() {
        return Stream.concat(
                plan.steps().stream().flatMap(step -> step.ownership().stream()),
                plan.references().stream().map(Reference::relation));
    }

    PurgePlan plan() {
        return plan;
    }

    /** Tables to delete from, in the order of the plan. */
    List<PlanStep> deleted() {
        return deleted;
    }

    /** Tables whose rows are counted and kept. */
    List<PlanStep> retained() {
        return plan.steps().stream().filter(step -> !step.deletes()).toList();
    }

    /** Deletions, children before parents. */
    List<Work> deletions() {
        return Collections.unmodifiableList(deletions);
    }

    List<Work> detachments() {
        return Collections.unmodifiableList(detachments);
    }

    /** Steps whose keys are collected, parents before children. */
    List<PlanStep> collected() {
        return deleted.stream()
                .filter(this::isCollected)
                .sorted(Comparator.comparingInt(PlanTables::depth)
                        .thenComparing(PlanStep::order, Comparator.reverseOrder()))
                .toList();
    }

    private static int depth(PlanStep step) {
        return step.paths().stream().mapToInt(path -> path.hops().size()).max().orElse(0);
    }

    /** Keys are kept of tables that something refers to, and of the root. */
    boolean isCollected(PlanStep step) {
        return step.deletes()
                && (step.isRoot() || referenced.containsKey(step.table().name()));
    }

    PlanStep step(Table table) {
        PlanStep step = steps.get(table.name());
        if (step == null) {
            throw new IllegalStateException(table.name() + " is no table of the plan");
        }
        return step;
    }

    /** Relations of any table that point at this one. */
    List<Relation> incoming(Table table) {
        return relations()
                .filter(relation -> relation.parent().name().equals(table.name()))
                .filter(relation -> !relation.againstTheKey())
                .toList();
    }

    /** The same without those that are set to NULL beforehand even on the organization's own rows. */
    List<Relation> hardIncoming(Table table) {
        List<Relation> opened = plan.references().stream()
                .filter(reference -> reference.treatment() == Treatment.SET_NULL && reference.breaksCycle())
                .map(Reference::relation)
                .toList();
        return incoming(table).stream()
                .filter(relation -> !opened.contains(relation))
                .toList();
    }

    /** The key table of a table in a batch; empty if nothing refers to the table. */
    Optional<KeyTable> keys(Table table, long runNumber, int batch) {
        PlanStep step = step(table);
        if (!isCollected(step)) {
            return Optional.empty();
        }
        Set<Column> columns = new LinkedHashSet<>();
        if (step.isRoot()) {
            columns.add(plan.rootKey());
        } else {
            columns.addAll(table.identity().map(Key::columns).orElseThrow());
        }
        int identitySize = columns.size();
        columns.addAll(referenced.getOrDefault(table.name(), Set.of()));
        String name = "orgpurge.key_" + runNumber + "_" + batch + "_" + step.order();
        return Optional.of(new KeyTable(table, step.order(), name, List.copyOf(columns), identitySize));
    }

    KeyTable requireKeys(Table table, long runNumber, int batch) {
        return keys(table, runNumber, batch)
                .orElseThrow(() -> new IllegalStateException("no keys are kept for " + table.name()));
    }
}
