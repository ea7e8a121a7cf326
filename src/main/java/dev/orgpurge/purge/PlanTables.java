package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Column;
import dev.orgpurge.catalogue.Key;
import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.catalogue.Table;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.plan.Treatment;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A plan as the engine needs it: its work numbered, and which tables' keys must be kept because something refers to them. */
final class PlanTables {

    private final PurgePlan plan;
    private final List<Work> deletions;
    private final List<Work> detachments = new ArrayList<>();
    private final Map<QualifiedName, Set<Column>> referenced = new HashMap<>();

    PlanTables(PurgePlan plan) {
        this.plan = plan;
        this.deletions = plan.steps().stream().map(Work::delete).toList();
        int number = deletions.size();
        for (Reference reference : plan.references()) {
            if (reference.treatment() == Treatment.SET_NULL) {
                detachments.add(Work.detach(++number, reference));
            }
        }
        relations()
                .forEach(relation -> referenced
                        .computeIfAbsent(relation.parent().name(), name -> new LinkedHashSet<>())
                        .addAll(relation.parentColumns()));
    }

    private Stream<Relation> relations() {
        return Stream.concat(
                plan.steps().stream().flatMap(step -> step.ownership().stream()),
                plan.references().stream().map(Reference::relation));
    }

    PurgePlan plan() {
        return plan;
    }

    /** Deletions, children before parents; the root is last. */
    List<Work> deletions() {
        return deletions;
    }

    List<Work> detachments() {
        return Collections.unmodifiableList(detachments);
    }

    List<Work> all() {
        return Stream.concat(deletions.stream(), detachments.stream()).toList();
    }

    /** Steps whose keys are collected, parents before children. */
    List<PlanStep> collected() {
        List<PlanStep> parentsFirst = new ArrayList<>(plan.steps());
        Collections.reverse(parentsFirst);
        return parentsFirst.stream().filter(this::isCollected).toList();
    }

    PlanStep step(Table table) {
        return plan.step(table.name())
                .orElseThrow(() -> new IllegalStateException(table.name() + " is no table of the plan"));
    }

    /** Keys are kept of tables that something refers to, and of the root. */
    boolean isCollected(PlanStep step) {
        return step.isRoot() || referenced.containsKey(step.table().name());
    }

    /** Relations of any table that point at this one. */
    List<Relation> incoming(Table table) {
        return relations()
                .filter(relation -> relation.parent().name().equals(table.name()))
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
