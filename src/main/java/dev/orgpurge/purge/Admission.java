package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.purge.CrossReferences.Found;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds references across organizations, one question per relation for the whole batch, and blocks whom they concern. */
@Component
final class Admission {

    private final JdbcClient jdbc;
    private final OrganizationStore organizations;
    private final Collector collector;
    private final BatchStore batches;
    private final TransactionTemplate transaction;

    Admission(
            JdbcClient jdbc,
            OrganizationStore organizations,
            Collector collector,
            BatchStore batches,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.batches = batches;
        this.transaction = transaction;
        this.organizations = organizations;
        this.collector = collector;
    }

    CrossReferences find(BatchContext batch) {
        CheckSql sql = batch.checkSql();
        List<Found> found = new ArrayList<>();
        PlanTables tables = batch.tables();
        KeyRows kept = batches.keyRows(batch.runId(), batch.batch());
        for (Reference reference : tables.plan().references()) {
            if (!kept.any(tables, reference.relation().parent())) {
                continue;
            }
            Optional<String> question = sql.foreignReferences(reference);
            question.ifPresent(statement -> found.addAll(ask(statement, reference.relation(), false)));
        }
        for (Relation[] pair : sql.ownerPairs()) {
            if (kept.any(tables, pair[0].parent())) {
                found.addAll(ask(sql.twoOwners(pair[0], pair[1]), pair[1], true));
            }
        }
        return new CrossReferences(bothSides(found));
    }

    private List<Found> ask(String statement, Relation relation, boolean twoOwners) {
        return jdbc.sql(statement)
                .query((row, i) -> new Found(
                        row.getInt("referenced"),
                        row.getObject("owner", Integer.class),
                        twoOwners,
                        relation.child().name().toString(),
                        relation.name(),
                        row.getLong("rows")))
                .list();
    }

    /** A row with two owners keeps the other one back as well, if that one is in the batch. */
    private static List<Found> bothSides(List<Found> found) {
        List<Found> all = new ArrayList<>(found);
        found.stream()
                .filter(Found::twoOwners)
                .flatMap(one -> one.mirrored().stream())
                .forEach(all::add);
        return all.stream().distinct().toList();
    }

    /** Blocks the batch's organizations that cannot go, and takes their keys away: all of them or, broken off, none. */
    void admit(BatchContext batch, List<Integer> staying) {
        transaction.executeWithoutResult(status -> block(batch, staying));
    }

    private void block(BatchContext batch, List<Integer> staying) {
        Map<Integer, List<Reason>> blocked = find(batch).blocked(staying);
        organizations.drop(batch.runId(), blocked, OrganizationStore.BLOCKED);
        List<Integer> out = new ArrayList<>(blocked.keySet());
        staying.stream().filter(ordinal -> !blocked.containsKey(ordinal)).forEach(out::add);
        collector.forget(batch, out);
    }
}
