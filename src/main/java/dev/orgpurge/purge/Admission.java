package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Relation;
import dev.orgpurge.purge.CheckSql.OwnerPair;
import dev.orgpurge.purge.CrossReferences.Found;
import dev.orgpurge.purge.CrossReferences.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds references across organizations, one question per relation for the whole batch, and blocks whom they concern. */
@Component
final class Admission {

    private final JdbcClient jdbc;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final Collector collector;
    private final BatchStore batches;
    private final RowCircles circles;
    private final TransactionTemplate transaction;
    private final Objections objections;
    private final Ledger ledger;

    Admission(
            JdbcClient jdbc,
            RunStore runs,
            OrganizationStore organizations,
            Collector collector,
            BatchStore batches,
            RowCircles circles,
            TransactionTemplate transaction,
            Objections objections,
            Ledger ledger) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.batches = batches;
        this.circles = circles;
        this.transaction = transaction;
        this.organizations = organizations;
        this.collector = collector;
        this.objections = objections;
        this.ledger = ledger;
    }

    private CrossReferences find(BatchContext batch) {
        CheckSql sql = batch.checkSql();
        List<Found> found = new ArrayList<>();
        PlanTables tables = batch.tables();
        KeyRows kept = batches.keyRows(batch.runId(), batch.batch());
        for (Reference reference : tables.plan().references()) {
            if (kept.any(tables, reference.relation().parent())) {
                sql.foreignReferences(reference)
                        .ifPresent(statement -> found.addAll(references(statement, reference.relation())));
            }
        }
        for (OwnerPair pair : sql.ownerPairs()) {
            if (kept.any(tables, pair.owning().parent())) {
                found.addAll(twoOwners(sql, pair));
            }
        }
        return new CrossReferences(found.stream().distinct().toList());
    }

    private List<Found> references(String statement, Relation relation) {
        return jdbc.sql(statement)
                .query((row, i) -> new Found(
                        row.getInt("referenced"),
                        row.getObject("owner", Integer.class),
                        row.getBoolean("waiting") ? Kind.WAITING : Kind.REFERENCE,
                        relation.child().name().toString(),
                        relation.name(),
                        row.getLong("rows")))
                .list();
    }

    /** A row with two owners keeps the other one back as well, if that one is in the batch. */
    private List<Found> twoOwners(CheckSql sql, OwnerPair pair) {
        List<Found> found = jdbc.sql(sql.twoOwners(pair.owning(), pair.other()))
                .query((row, i) -> new Found(
                        row.getInt("referenced"),
                        row.getObject("owner", Integer.class),
                        Kind.TWO_OWNERS,
                        pair.other().child().name().toString(),
                        pair.other().name(),
                        row.getLong("rows")))
                .list();
        List<Found> all = new ArrayList<>(found);
        if (!pair.alsoSwapped()) {
            found.stream().flatMap(one -> one.mirrored().stream()).forEach(all::add);
        }
        return all;
    }

    /**
     * Takes in the organizations whose turn would come later but without which some of the batch cannot go, however many
     * they are; then blocks those that cannot go even so. Each step of it is one transaction: broken off, it goes on from there.
     */
    void admit(BatchContext batch) {
        boolean settled = false;
        while (!settled) {
            objections.check(batch.run());
            settled = Boolean.TRUE.equals(transaction.execute(status -> {
                runs.assertOwned(batch.run());
                CrossReferences found = find(batch);
                List<Integer> joining = joining(batch, found);
                if (joining.isEmpty()) {
                    block(batch, List.of(), found);
                } else {
                    collector.join(batch, joining);
                }
                return joining.isEmpty();
            }));
        }
    }

    private List<Integer> joining(BatchContext batch, CrossReferences found) {
        Set<Integer> waiting = found.waiting();
        Set<Integer> owners = new TreeSet<>();
        if (!waiting.isEmpty()) {
            KeyRows kept = batches.keyRows(batch.runId(), batch.batch());
            for (Reference reference : batch.tables().plan().references()) {
                Relation relation = reference.relation();
                if (kept.any(batch.tables(), relation.parent()) && found.waitsFor(relation)) {
                    owners.addAll(jdbc.sql(batch.checkSql().waitingOwners(reference, waiting))
                            .query((row, i) -> row.getInt(1))
                            .list());
                }
            }
        }
        return List.copyOf(owners);
    }

    /** Whom the rows of others that stay refer to, with the reasons; to a fixed point. */
    Map<Integer, List<Reason>> heldBackBy(BatchContext batch, Collection<Integer> staying) {
        return find(batch).betweenOwners().blocked(staying);
    }

    /** Blocks whom those who stay keep back, and takes away the keys of all of them: of all or, broken off, of none. */
    void admit(BatchContext batch, List<Integer> staying) {
        transaction.executeWithoutResult(status -> block(batch, staying, find(batch)));
    }

    private void block(BatchContext batch, List<Integer> staying, CrossReferences found) {
        Map<Integer, List<Reason>> blocked =
                new TreeMap<>(circles.tooLarge(batch, batches.keyRows(batch.runId(), batch.batch())));
        List<Integer> out = new ArrayList<>(staying);
        out.addAll(blocked.keySet());
        found.blocked(out).forEach((ordinal, reasons) -> blocked.merge(ordinal, reasons, Admission::both));
        leave(batch, blocked);
        blocked.keySet().stream().filter(ordinal -> !out.contains(ordinal)).forEach(out::add);
        collector.forget(batch, out);
    }

    /** Who lost rows under an earlier plan cannot just stay: that one has failed, and its next attempt will say whether it may go. */
    private void leave(BatchContext batch, Map<Integer, List<Reason>> blocked) {
        Map<Integer, List<Reason>> failed = new TreeMap<>(blocked);
        failed.keySet().retainAll(batches.begun(batch.runId(), batch.batch()));
        if (batch.run().executes()) {
            ledger.appendAll(leftOut(batch, blocked, failed.keySet()));
        }
        organizations.drop(batch.runId(), failed, OrganizationStore.FAILED);
        organizations.drop(batch.runId(), blocked, OrganizationStore.BLOCKED);
    }

    /** Who fails is written down when the batch is closed. */
    private List<Draft> leftOut(BatchContext batch, Map<Integer, List<Reason>> blocked, Set<Integer> failed) {
        Map<OrganizationId, List<Reason>> reasons = new LinkedHashMap<>();
        organizations.stillIn(batch.runId(), blocked.keySet()).forEach((ordinal, id) -> {
            if (!failed.contains(ordinal)) {
                reasons.put(id, Objects.requireNonNull(blocked.get(ordinal)));
            }
        });
        return SelectionEvidence.leftOut(batch, reasons);
    }

    private static List<Reason> both(List<Reason> one, List<Reason> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
