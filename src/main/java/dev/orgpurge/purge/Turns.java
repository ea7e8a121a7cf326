package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Whose turn it is. Oldest due first; but where a night has bounds, an organization too large for a batch, a giant, lets the
 * others go first until half of the night is spent, and then it begins, so that neither waits for ever. One giant at a time:
 * the next one is deferred until it is gone.
 */
@Component
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final JdbcClient jdbc;
    private final RunStore runs;
    private final OrganizationStore organizations;
    private final Collector collector;
    private final Announcer announcer;
    private final TransactionTemplate transaction;

    Turns(
            JdbcClient jdbc,
            RunStore runs,
            OrganizationStore organizations,
            Collector collector,
            Announcer announcer,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.runs = runs;
        this.organizations = organizations;
        this.collector = collector;
        this.announcer = announcer;
        this.transaction = transaction;
    }

    /**
     * Puts those whose turn it is into a batch; returns how many.
     *
     * @throws StoppedException if there is somebody and the night has nothing left
     */
    int assign(RunContext context, int batch) {
        UUID run = context.run().id();
        if (organizations.count(run, OrganizationStore.PENDING) > 0
                && context.run().executes()) {
            context.night().check();
        }
        int assigned = context.night().halfSpent() ? organizations.assignGiant(run, batch) : 0;
        if (assigned == 0) {
            assigned = organizations.assign(run, batch, context.settings().batchOrganizations());
        }
        return assigned == 0 ? organizations.assignGiant(run, batch) : assigned;
    }

    /** After a batch was counted and before anybody is claimed: a giant, which is always alone, steps back if it should. */
    void giveWay(BatchContext batch) {
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            giants(batch).forEach(giant -> giveWay(batch, giant));
        });
    }

    private record Giant(int ordinal, boolean known) {}

    private List<Giant> giants(BatchContext batch) {
        return jdbc.sql("""
                        select o.ordinal, o.giant
                          from orgpurge.run_organization o
                         where o.run_id = :run and o.batch = :batch and o.status = 'pending'
                           and (select sum(e.rows) from orgpurge.expected e
                                 where e.run_id = o.run_id and e.batch = o.batch and e.round = 0 and e.ordinal = o.ordinal)
                               > :most
                        """)
                .param("run", batch.runId())
                .param("batch", batch.batch())
                .param("most", batch.context().settings().batchRows())
                .query((row, i) -> new Giant(row.getInt("ordinal"), row.getBoolean("giant")))
                .list();
    }

    private void giveWay(BatchContext batch, Giant giant) {
        UUID run = batch.runId();
        jdbc.sql("update orgpurge.run_organization set giant = true where run_id = :run and ordinal = :ordinal")
                .param("run", run)
                .param("ordinal", giant.ordinal())
                .update();
        if (!batch.context().night().limited()) {
            return;
        }
        if (anotherAtWork(run)) {
            stepBack(batch, giant);
            organizations.defer(
                    run,
                    giant.ordinal(),
                    new Reason(
                            ReasonCode.GIANT_WAITS,
                            null,
                            null,
                            "it has more rows than orgpurge.batch.max-rows, and another organization that large is not"
                                    + " finished yet"));
            announcer.organizationFinished(run, OrganizationStatus.DEFERRED);
        } else if (!giant.known() && others(run)) {
            LOG.info("run {}: an organization with more rows than batch.max-rows lets others go first", run);
            stepBack(batch, giant);
        }
    }

    private void stepBack(BatchContext batch, Giant giant) {
        List<Integer> one = List.of(giant.ordinal());
        collector.forget(batch, one);
        organizations.release(batch.runId(), one);
    }

    private boolean others(UUID run) {
        return jdbc.sql("select exists (select from orgpurge.run_organization"
                        + " where run_id = :run and status = 'pending' and batch is null and not giant)")
                .param("run", run)
                .query(Boolean.class)
                .single();
    }

    private boolean anotherAtWork(UUID run) {
        return jdbc.sql("select exists (select from orgpurge.run r join orgpurge.run_organization o using (run_id)"
                        + " where r.run_id <> :run and r.mode = 'EXECUTE' and r.finished_at is null"
                        + " and o.giant and o.status in ('claimed', 'deleted'))")
                .param("run", run)
                .query(Boolean.class)
                .single();
    }

    /** A run that is in the middle of a giant. */
    boolean inGiant(Run run) {
        return jdbc.sql("select exists (select from orgpurge.run_organization"
                        + " where run_id = :run and giant and status in ('claimed', 'deleted'))")
                .param("run", run.id())
                .query(Boolean.class)
                .single();
    }

    /** The night is over: whoever was not begun is left to the next one, which selects anew. In the caller's transaction. */
    void deferTheRest(Run run, String why) {
        int deferred = organizations.deferRest(run.id(), new Reason(ReasonCode.BUDGET_SPENT, null, null, why));
        for (int i = 0; i < deferred; i++) {
            announcer.organizationFinished(run.id(), OrganizationStatus.DEFERRED);
        }
    }
}
