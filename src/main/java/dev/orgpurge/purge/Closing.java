package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.ledger.LedgerEntry;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.purge.OrganizationStore.Given;
import dev.orgpurge.purge.OrganizationStore.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Recounts what is left by the kept keys, closes the evidence of organizations that are gone, and tells of failures. */
@Component
final class Closing {

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final Totals totals;
    private final Leftovers leftovers;
    private final Recount recount;
    private final Ledger ledger;
    private final Evidence evidence;

    Closing(
            JdbcClient jdbc,
            TransactionTemplate transaction,
            RunStore runs,
            BatchStore batches,
            OrganizationStore organizations,
            Totals totals,
            Leftovers leftovers,
            Recount recount,
            Ledger ledger,
            Evidence evidence) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.runs = runs;
        this.batches = batches;
        this.organizations = organizations;
        this.totals = totals;
        this.leftovers = leftovers;
        this.recount = recount;
        this.ledger = ledger;
        this.evidence = evidence;
    }

    /** Counts again, with row security off and in an independent way, what is left of the organizations; adds the figures up. */
    void verify(BatchContext batch) {
        Catalogue now = recount.catalogue();
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            leftovers.markMoved(batch);
            totals.addUp(
                    batch.runId(),
                    batch.batch(),
                    recount.rowsLeft(batch, now),
                    List.of(OrganizationStore.DELETED, OrganizationStore.FAILED, OrganizationStore.FROZEN));
        });
    }

    /** Closes who is gone, fails who left rows, writes down who failed or was held back before; then the batch's working state goes. */
    void certify(BatchContext batch) {
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            Map<Integer, List<TableTotals>> figures = totals.ofBatch(batch.runId(), batch.batch());
            failThoseThatDoNotAddUp(batch, figures, moved(batch));
            writeFailures(batch, figures);
            closeThoseGone(batch, figures);
            jdbc.sql("delete from orgpurge.purging where run_id = :run and organization in (select organization"
                            + " from orgpurge.run_organization where run_id = :run and batch = :batch)")
                    .param("run", batch.runId())
                    .param("batch", batch.batch())
                    .update();
            batches.dropKeyTables(batch.runId());
            totals.clearChunks(batch.runId(), batch.batch());
            batches.done(batch.runId(), batch.batch());
        });
    }

    /** Kept keys whose rows live on under another owner: {@code table number -> ordinal -> rows}. */
    private Map<Integer, Map<Integer, Long>> moved(BatchContext batch) {
        Map<Integer, Map<Integer, Long>> moved = new HashMap<>();
        for (PlanStep step : batch.tables().collected()) {
            moved.put(step.order(), batches.counts(batch.checkSql().moved(step)));
        }
        return moved;
    }

    private void failThoseThatDoNotAddUp(
            BatchContext batch, Map<Integer, List<TableTotals>> figures, Map<Integer, Map<Integer, Long>> moved) {
        Map<Integer, List<Reason>> failed = new LinkedHashMap<>();
        for (Member member : members(batch, OrganizationStore.DELETED)) {
            List<Reason> reasons = figures.getOrDefault(member.ordinal(), List.of()).stream()
                    .flatMap(table -> complaint(table, moved.get(table.tableNo())).stream())
                    .toList();
            if (!reasons.isEmpty()) {
                failed.put(member.ordinal(), reasons);
            }
        }
        organizations.drop(batch.runId(), failed, OrganizationStore.FAILED);
    }

    /**
     * Rows that were left, or rows that somebody else deleted: where keys were kept, whoever is neither deleted by us nor seen
     * under another owner has vanished, and no certificate may claim it.
     */
    private static Optional<Reason> complaint(TableTotals table, @Nullable Map<Integer, Long> moved) {
        if (table.remaining() > 0 || !table.closes()) {
            return Optional.of(new Reason(
                    ReasonCode.ROWS_REMAIN,
                    table.table(),
                    null,
                    table.remaining() + " rows were left after the purge"));
        }
        long vanished = moved == null ? 0 : table.moved() - moved.getOrDefault(table.ordinal(), 0L);
        return vanished <= 0
                ? Optional.empty()
                : Optional.of(new Reason(
                        ReasonCode.ROWS_VANISHED,
                        table.table(),
                        null,
                        vanished + " rows that were counted were deleted by somebody else meanwhile"));
    }

    /** Whoever left after its evidence was opened: failed, frozen, or held back before its first delete. */
    private void writeFailures(BatchContext batch, Map<Integer, List<TableTotals>> figures) {
        List<Draft> drafts = new ArrayList<>();
        for (Member member : members(batch, OrganizationStore.FAILED)) {
            drafts.add(evidence.failed(batch, member, figures.getOrDefault(member.ordinal(), List.of())));
        }
        for (Member member : members(batch, OrganizationStore.FROZEN)) {
            drafts.add(evidence.frozen(
                    batch, member, OrganizationStore.FROZEN, figures.getOrDefault(member.ordinal(), List.of())));
        }
        for (Member member : members(batch, OrganizationStore.BLOCKED)) {
            if (member.openedAt() != null) {
                drafts.add(evidence.frozen(batch, member, OrganizationStore.BLOCKED, List.of()));
            }
        }
        ledger.appendAll(drafts);
    }

    private void closeThoseGone(BatchContext batch, Map<Integer, List<TableTotals>> figures) {
        Map<String, @Nullable Object> seen = evidence.recount();
        List<Member> gone = members(batch, OrganizationStore.DELETED);
        List<Draft> drafts = new ArrayList<>();
        for (Member member : gone) {
            drafts.add(evidence.closed(batch, member, figures.getOrDefault(member.ordinal(), List.of()), seen));
        }
        List<LedgerEntry> entries = ledger.appendAll(drafts);
        List<Given<String>> certificates = IntStream.range(0, gone.size())
                .mapToObj(i -> new Given<>(gone.get(i).ordinal(), entries.get(i).certificateId()))
                .toList();
        organizations.certified(batch.runId(), certificates);
    }

    private List<Member> members(BatchContext batch, String status) {
        return organizations.members(batch.runId(), batch.batch(), status);
    }

    /** A rehearsal's end: what would be deleted is on record, and nothing else stays behind. */
    void rehearsed(BatchContext batch) {
        transaction.executeWithoutResult(status -> {
            UUID run = batch.runId();
            totals.addUp(run, batch.batch(), List.of(), List.of(OrganizationStore.PENDING));
            totals.nothingDone(run, batch.batch());
            List<Integer> ordinals = members(batch, OrganizationStore.PENDING).stream()
                    .map(Member::ordinal)
                    .toList();
            organizations.mark(run, ordinals, OrganizationStore.PENDING, OrganizationStore.REHEARSED);
            batches.dropKeyTables(run);
            totals.clearChunks(run, batch.batch());
            batches.done(run, batch.batch());
        });
    }
}
