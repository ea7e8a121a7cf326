package dev.orgpurge.purge;

import dev.orgpurge.catalogue.Catalogue;
import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.ReasonCode;
import dev.orgpurge.ledger.Appended;
import dev.orgpurge.ledger.CanonicalJson;
import dev.orgpurge.ledger.Draft;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.purge.OrganizationStore.Given;
import dev.orgpurge.purge.OrganizationStore.Member;
import dev.orgpurge.purge.PurgeEvidence.Recounted;
import dev.orgpurge.purge.Totals.Remaining;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.BadSqlGrammarException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Recounts what is left by the kept keys, closes the evidence of organizations that are gone, and tells of failures. */
@Component
final class Closing {

    /** Whose figures are final. */
    private static final List<String> OVER =
            List.of(OrganizationStore.DELETED, OrganizationStore.FAILED, OrganizationStore.FROZEN);

    private static final JsonMapper FACTS = JsonMapper.shared();
    private static final TypeReference<Map<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final Totals totals;
    private final Leftovers leftovers;
    private final Recount recount;
    private final Ledger ledger;
    private final PurgeEvidence evidence;

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
            PurgeEvidence evidence) {
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
            totals.addUp(batch.runId(), batch.batch(), left(batch, now), OVER);
            batches.recounted(batch.runId(), batch.batch(), CanonicalJson.write(evidence.recount()));
        });
    }

    /** As a rule nothing is; only what is left can have moved to another owner. */
    private List<Remaining> left(BatchContext batch, Catalogue now) {
        List<Remaining> found = recount.rowsLeft(batch, now);
        if (found.isEmpty()) {
            return found;
        }
        leftovers.markMoved(batch);
        return recount.rowsLeft(batch, now);
    }

    /** Closes who is gone, fails who left rows, writes down who failed or was held back before; then the batch's working state goes. */
    void certify(BatchContext batch) {
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            Over over = new Over(
                    batch.run(),
                    batch.batch(),
                    moved(leftovers.questions(batch)),
                    FACTS.readValue(batches.recounted(batch.runId(), batch.batch()), OBJECT),
                    batch.context().retries());
            close(over);
            finish(over);
        });
    }

    /**
     * Organizations of a batch whose purge is over.
     *
     * @param moved kept keys whose rows live on under another owner: {@code table number -> ordinal -> rows}
     * @param recount who counted again, when and from where
     * @param retries chunks tried again, by SQLSTATE
     */
    private record Over(
            Run run,
            int batch,
            Map<Integer, Map<Integer, Long>> moved,
            Map<String, @Nullable Object> recount,
            Map<String, Integer> retries) {}

    private void close(Over over) {
        Map<Integer, List<TableTotals>> figures = totals.ofBatch(over.run().id(), over.batch());
        failThoseThatDoNotAddUp(over, figures);
        writeFailures(over, figures);
        closeThoseGone(over, figures);
        jdbc.sql("delete from orgpurge.purging where run_id = :run and organization in (select organization"
                        + " from orgpurge.run_organization where run_id = :run and batch = :batch)")
                .param("run", over.run().id())
                .param("batch", over.batch())
                .update();
    }

    private void finish(Over over) {
        batches.dropKeyTables(over.run().id());
        totals.clear(over.run().id(), over.batch());
        batches.done(over.run().id(), over.batch());
    }

    private Map<Integer, Map<Integer, Long>> moved(List<Question> questions) {
        Map<Integer, Map<Integer, Long>> moved = new HashMap<>();
        questions.stream()
                .filter(question -> question.kind() == Question.Kind.MOVED)
                .forEach(question -> moved.put(question.tableNo(), batches.counts(question.sql())));
        return moved;
    }

    /** What a recount by the kept questions found; the failure, if they cannot be asked any more. */
    record Seen(
            List<Remaining> remaining,
            Map<Integer, Map<Integer, Long>> moved,
            Map<String, @Nullable Object> recount,
            @Nullable SqlFailure failure) {}

    /**
     * Counts again by the kept questions, because the plan that they come from is about to be replaced; nothing to count, if
     * nobody of the batch is gone. A schema that has lost what they ask for gives no answer, and that is one too.
     */
    Seen recount(Run run, int batch) {
        if (organizations.count(run.id(), batch, OrganizationStore.DELETED) == 0) {
            return new Seen(List.of(), Map.of(), Map.of(), null);
        }
        List<Question> questions = batches.recount(run.id(), batch);
        try {
            return Objects.requireNonNull(transaction.execute(status ->
                    new Seen(leftovers.count(questions), moved(questions), evidence.recount(), /* failure= */ null)));
        } catch (BadSqlGrammarException e) {
            return new Seen(List.of(), Map.of(), Map.of(), SqlFailure.of(e));
        }
    }

    /**
     * Ends a batch before its time, in the caller's transaction: closes who is gone by then, writes down who failed or was held
     * back, lets go whose purge has not begun, and leaves those in the middle to a new batch, with what they have lost so far.
     */
    void breakOff(Run run, int batch, Seen seen) {
        Over over = new Over(run, batch, seen.moved(), seen.recount(), Map.of());
        if (seen.failure() != null) {
            failThoseNotCounted(over, seen.failure());
        }
        totals.addUp(run.id(), batch, seen.remaining(), OVER);
        goOn(over);
        organizations.release(run.id(), ordinals(over, OrganizationStore.PENDING));
        close(over);
        finish(over);
    }

    private void failThoseNotCounted(Over over, SqlFailure failure) {
        Reason reason = new Reason(
                ReasonCode.DATABASE_ERROR,
                failure.table(),
                null,
                "its rows were deleted, but the recount that would prove it failed with SQLSTATE " + failure.sqlState()
                        + ": a table or column of the plan it was deleted by is not there any more");
        Map<Integer, List<Reason>> reasons = new LinkedHashMap<>();
        ordinals(over, OrganizationStore.DELETED).forEach(ordinal -> reasons.put(ordinal, List.of(reason)));
        organizations.drop(over.run().id(), reasons, OrganizationStore.FAILED);
    }

    private void goOn(Over over) {
        List<Integer> claimed = ordinals(over, OrganizationStore.CLAIMED);
        if (!claimed.isEmpty()) {
            UUID run = over.run().id();
            int next = batches.nextNumber(run);
            batches.create(run, next);
            batches.carry(run, over.batch(), next);
            organizations.move(run, claimed, next);
        }
    }

    private List<Integer> ordinals(Over over, String status) {
        return members(over, status).stream().map(Member::ordinal).toList();
    }

    private void failThoseThatDoNotAddUp(Over over, Map<Integer, List<TableTotals>> figures) {
        Map<Integer, List<Reason>> failed = new LinkedHashMap<>();
        for (Member member : members(over, OrganizationStore.DELETED)) {
            List<Reason> reasons = figures.getOrDefault(member.ordinal(), List.of()).stream()
                    .flatMap(table -> complaint(table, over.moved().get(table.tableNo())).stream())
                    .toList();
            if (!reasons.isEmpty()) {
                failed.put(member.ordinal(), reasons);
            }
        }
        organizations.drop(over.run().id(), failed, OrganizationStore.FAILED);
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
    private void writeFailures(Over over, Map<Integer, List<TableTotals>> figures) {
        List<Draft> drafts = new ArrayList<>();
        Run run = over.run();
        for (Member member : members(over, OrganizationStore.FAILED)) {
            drafts.add(evidence.failed(run, member, figures.getOrDefault(member.ordinal(), List.of())));
        }
        for (Member member : members(over, OrganizationStore.FROZEN)) {
            drafts.add(evidence.frozen(
                    run, member, OrganizationStore.FROZEN, figures.getOrDefault(member.ordinal(), List.of())));
        }
        for (Member member : members(over, OrganizationStore.BLOCKED)) {
            if (member.openedAt() != null) {
                drafts.add(evidence.frozen(run, member, OrganizationStore.BLOCKED, List.of()));
            }
        }
        ledger.appendAll(drafts);
    }

    private void closeThoseGone(Over over, Map<Integer, List<TableTotals>> figures) {
        Recounted seen = new Recounted(over.recount(), batches.topUps(over.run().id(), over.batch()));
        List<Member> gone = members(over, OrganizationStore.DELETED);
        List<Draft> drafts = new ArrayList<>();
        for (Member member : gone) {
            List<TableTotals> tables = figures.getOrDefault(member.ordinal(), List.of());
            drafts.add(evidence.closed(over.run(), member, tables, seen, over.retries()));
        }
        List<Appended> entries = ledger.appendAll(drafts);
        List<Given<String>> certificates = IntStream.range(0, gone.size())
                .mapToObj(i -> new Given<>(gone.get(i).ordinal(), entries.get(i).certificateId()))
                .toList();
        organizations.certified(over.run().id(), certificates);
    }

    private List<Member> members(Over over, String status) {
        return organizations.members(over.run().id(), over.batch(), status);
    }

    /** A rehearsal's end: what would be deleted is on record, and nothing else stays behind. */
    void rehearsed(BatchContext batch) {
        transaction.executeWithoutResult(status -> {
            runs.assertOwned(batch.run());
            UUID run = batch.runId();
            totals.addUp(run, batch.batch(), List.of(), List.of(OrganizationStore.PENDING));
            totals.nothingDone(run, batch.batch());
            Over over = new Over(batch.run(), batch.batch(), Map.of(), Map.of(), Map.of());
            organizations.mark(
                    run,
                    ordinals(over, OrganizationStore.PENDING),
                    OrganizationStore.PENDING,
                    OrganizationStore.REHEARSED);
            finish(over);
        });
    }
}
