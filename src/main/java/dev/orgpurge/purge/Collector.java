package dev.orgpurge.purge;

import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.purge.OrganizationStore.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Collects the keys of owned parent rows, parents first, and counts every table's rows before anything is deleted. */
@Component
final class Collector {

    private static final Logger LOG = LoggerFactory.getLogger(Collector.class);

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final Components components;

    Collector(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            RunStore runs,
            BatchStore batches,
            OrganizationStore organizations,
            Components components) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.batches = batches;
        this.organizations = organizations;
        this.components = components;
    }

    void collect(BatchContext batch) {
        CollectSql sql = batch.collectSql();
        KeyRows kept = batches.keyRows(batch.runId(), batch.batch());
        for (PlanStep step : batch.tables().collected()) {
            asOwner(batch, () -> collect(batch, sql, step, kept));
        }
        for (Work work : cyclic(batch, kept)) {
            asOwner(batch, () -> components.order(batch, work));
        }
        asOwner(batch, () -> {
            Map<Integer, Long> sizes = count(batch, sql, kept);
            if (batch.round() == 0) {
                sendBackTooMany(batch, sizes);
            } else {
                batches.keep(batch.runId(), batch.batch(), batch.checkSql().recount(kept));
            }
        });
    }

    /** A process that lost the run must not put the keys of those who left it back in their place. */
    private void asOwner(BatchContext batch, Runnable action) {
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            action.run();
        });
    }

    private static List<Work> cyclic(BatchContext batch, KeyRows kept) {
        return batch.tables().deletions().stream()
                .filter(work -> work.component() && work.steps().stream().anyMatch(kept::any))
                .toList();
    }

    /**
     * Takes further organizations into the batch, with all their keys, in the caller's transaction: a member whose keys are
     * not all kept would be taken for an empty one. The bound on rows does not hold for who must go together.
     */
    void join(BatchContext batch, List<Integer> ordinals) {
        organizations.join(batch.runId(), batch.batch(), ordinals);
        CollectSql sql = batch.collectSql();
        KeyRows kept = batches.keyRows(batch.runId(), batch.batch());
        for (PlanStep step : batch.tables().collected()) {
            KeyTable keys = sql.keys(step);
            if (kept.mayOwn(batch.tables(), step)) {
                boolean first = !kept.any(step);
                keep(batch, keys, fill(batch, sql, step, first), first, kept);
            }
        }
        cyclic(batch, kept).forEach(work -> components.order(batch, work));
        count(batch, sql, kept);
    }

    private void collect(BatchContext batch, CollectSql sql, PlanStep step, KeyRows kept) {
        KeyTable keys = sql.keys(step);
        Optional<BatchStore.Collected> before = batches.collected(batch.runId(), batch.batch(), keys.tableNo());
        if (before.isPresent() && before.get().round() == batch.round() && intact(batch, keys, before.get())) {
            return;
        }
        boolean topUp = before.isPresent() && before.get().round() < batch.round();
        if (!topUp) {
            jdbc.sql("drop table if exists " + keys.sql() + "; " + sql.create(keys))
                    .update();
        }
        boolean empty = !topUp || before.get().rows() == 0;
        long rows = kept.mayOwn(batch.tables(), step) ? fill(batch, sql, step, empty) : 0;
        if (!topUp) {
            jdbc.sql(sql.primaryKey(keys)).update();
        }
        keep(batch, keys, rows, empty, kept);
    }

    private void keep(BatchContext batch, KeyTable keys, long rows, boolean first, KeyRows kept) {
        if (rows > 0 && first) {
            batch.collectSql().indexes(keys).forEach(index -> jdbc.sql(index).update());
            jdbc.sql("analyze " + keys.sql()).update();
        }
        batches.collected(batch.runId(), batch.batch(), keys, rows, batch.round());
        kept.put(keys.tableNo(), rows);
    }

    private boolean intact(BatchContext batch, KeyTable keys, BatchStore.Collected before) {
        boolean exists = jdbc.sql("select to_regclass(:name) is not null")
                .param("name", keys.sql())
                .query(Boolean.class)
                .single();
        boolean intact = exists && size(keys) == before.rows();
        if (!intact) {
            LOG.warn(
                    "keys of {} in run {} are not what was recorded; collecting again",
                    keys.table().name(),
                    batch.runId());
        }
        return intact;
    }

    private long size(KeyTable keys) {
        return jdbc.sql("select count(*) from " + keys.sql()).query(Long.class).single();
    }

    /** @return how many keys are kept now */
    private long fill(BatchContext batch, CollectSql sql, PlanStep step, boolean empty) {
        KeyTable keys = sql.keys(step);
        int more = 0;
        if (!step.isRoot()) {
            more = jdbc.sql(sql.fill(step, empty)).update();
        } else if (batch.round() == 0) {
            more = jdbc.sql(sql.fillRoot(keys))
                    .param("run", batch.runId())
                    .param("batch", batch.batch())
                    .update();
        }
        return empty ? more : size(keys);
    }

    private Map<Integer, Long> count(BatchContext batch, CollectSql sql, KeyRows kept) {
        batches.clearExpected(batch.runId(), batch.batch(), batch.round());
        Map<Integer, Long> sizes = new HashMap<>();
        for (PlanStep step : batch.tables().plan().steps()) {
            if (kept.mayOwn(batch.tables(), step)) {
                boolean asKept = batch.round() == 0 && batch.tables().isCollected(step);
                expect(batch, step.order(), asKept ? sql.countKept(step) : sql.count(step), sizes);
            }
        }
        for (Work work : batch.tables().detachments()) {
            if (kept.any(batch.tables(), work.detachment().relation().parent())) {
                expect(batch, work.number(), sql.countDetachable(work.detachment()), sizes);
            }
        }
        return sizes;
    }

    private void expect(BatchContext batch, int number, String question, Map<Integer, Long> sizes) {
        Map<Integer, Long> rows = batches.counts(question);
        batches.expected(batch.runId(), batch.batch(), batch.round(), number, rows);
        rows.forEach((ordinal, count) -> sizes.merge(ordinal, count, Long::sum));
    }

    /** A batch has a bound on rows too: the youngest go back until it fits, the oldest always stays. */
    private void sendBackTooMany(BatchContext batch, Map<Integer, Long> sizes) {
        List<Member> members = organizations.members(batch.runId(), batch.batch(), OrganizationStore.PENDING);
        long rows = 0;
        List<Integer> back = new ArrayList<>();
        for (Member member : members) {
            rows += sizes.getOrDefault(member.ordinal(), 0L);
            if (rows > batch.context().settings().batchRows() && !member.equals(members.get(0))) {
                back.add(member.ordinal());
            }
        }
        if (!back.isEmpty()) {
            batches.forget(batch.runId(), batch.batch(), back);
            organizations.release(batch.runId(), back);
            recount(batch);
        }
    }

    private void recount(BatchContext batch) {
        for (PlanStep step : batch.tables().collected()) {
            KeyTable keys = batch.collectSql().keys(step);
            batches.collected(batch.runId(), batch.batch(), keys, size(keys), batch.round());
        }
    }

    /** After organizations dropped out, a restart must find the smaller number of keys right. */
    void forget(BatchContext batch, List<Integer> ordinals) {
        if (!ordinals.isEmpty()) {
            batches.forget(batch.runId(), batch.batch(), ordinals);
            recount(batch);
        }
    }
}
