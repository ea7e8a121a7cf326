package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.purge.OrganizationStore.Left;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes organizations out to which somebody said no: their keys go, so that no later statement can touch their rows. Who lost
 * rows already is frozen, the others simply drop out. Whoever their rows refer to cannot go without them, and leaves as well.
 */
@Component
final class Freezing {

    private static final Logger LOG = LoggerFactory.getLogger(Freezing.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ChunkGate gate;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final BatchStore batches;
    private final Admission admission;

    Freezing(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            ChunkGate gate,
            RunStore runs,
            OrganizationStore organizations,
            BatchStore batches,
            Admission admission) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.gate = gate;
        this.runs = runs;
        this.organizations = organizations;
        this.batches = batches;
        this.admission = admission;
    }

    /** Alone behind the gate: while it is decided whether an organization lost rows, nobody deletes any. */
    void takeOut(BatchContext batch, Map<Integer, List<Reason>> reasons) {
        transaction.executeWithoutResult(status -> {
            gate.enterAlone();
            runs.assertOwned(batch.run());
            Map<Integer, List<Reason>> all = new LinkedHashMap<>(reasons);
            admission.heldBackBy(batch, reasons.keySet()).forEach(all::putIfAbsent);
            List<Left> left = leave(batch, all);
            batches.forgetKeys(
                    batch.runId(),
                    batch.batch(),
                    left.stream().map(Left::ordinal).toList());
            freeze(batch, left, all);
        });
    }

    private List<Left> leave(BatchContext batch, Map<Integer, List<Reason>> reasons) {
        Set<Integer> begun = batches.begun(batch.runId(), batch.batch());
        Map<Integer, List<Reason>> frozen = new LinkedHashMap<>(reasons);
        frozen.keySet().retainAll(begun);
        Map<Integer, List<Reason>> blocked = new LinkedHashMap<>(reasons);
        blocked.keySet().removeAll(begun);
        List<Left> left = new ArrayList<>(organizations.leave(batch.runId(), frozen, OrganizationStore.FROZEN));
        left.addAll(organizations.leave(batch.runId(), blocked, OrganizationStore.BLOCKED));
        return left;
    }

    private void freeze(BatchContext batch, List<Left> left, Map<Integer, List<Reason>> reasons) {
        for (Left one : left) {
            String code = Objects.requireNonNull(reasons.get(one.ordinal()))
                    .get(0)
                    .code()
                    .name();
            LOG.warn("run {}: organization {} is {}: {}", batch.runId(), one.id(), one.status(), code);
            if (one.status().equals(OrganizationStore.FROZEN)) {
                jdbc.sql("insert into orgpurge.frozen (organization, run_id, code) values (:organization, :run, :code)"
                                + " on conflict (organization) do update"
                                + " set run_id = excluded.run_id, code = excluded.code, since = excluded.since")
                        .param("organization", one.id().value())
                        .param("run", batch.runId())
                        .param("code", code)
                        .update();
            }
        }
    }
}
