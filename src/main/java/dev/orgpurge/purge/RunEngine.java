package dev.orgpurge.purge;

import dev.orgpurge.purge.BatchStore.Batch;
import dev.orgpurge.purge.RunJobs.FirstError;
import dev.orgpurge.purge.RunJobs.Identity;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Carries one run from its first candidate to its last batch; may be called again after any interruption. */
@Component
final class RunEngine {

    /** Rows that keep arriving for an organization that is being deleted: after that many top-ups it fails. */
    private static final int MAX_ROUNDS = 5;

    private final TransactionTemplate transaction;
    private final RunStore runs;
    private final RunJobs jobs;
    private final Selection selection;
    private final BatchSteps steps;
    private final BatchStore batches;
    private final OrganizationStore organizations;
    private final Leftovers leftovers;
    private final DriftGuard drift;
    private final Announcer announcer;
    private final Objections objections;
    private final Turns turns;
    private final Throttle throttle;
    private final Interludes interludes;

    RunEngine(
            TransactionTemplate transaction,
            RunStore runs,
            RunJobs jobs,
            Selection selection,
            BatchSteps steps,
            BatchStore batches,
            OrganizationStore organizations,
            Leftovers leftovers,
            DriftGuard drift,
            Announcer announcer,
            Objections objections,
            Turns turns,
            Throttle throttle,
            Interludes interludes) {
        this.transaction = transaction;
        this.runs = runs;
        this.jobs = jobs;
        this.selection = selection;
        this.steps = steps;
        this.batches = batches;
        this.organizations = organizations;
        this.leftovers = leftovers;
        this.drift = drift;
        this.announcer = announcer;
        this.objections = objections;
        this.turns = turns;
        this.throttle = throttle;
        this.interludes = interludes;
    }

    void carryOut(RunContext context) {
        try {
            boolean others = atWork(context, () -> {
                begin(context);
                return goThrough(context);
            });
            while (others) {
                interludes.carryOut(context);
                others = atWork(context, () -> goThrough(context));
            }
        } catch (DataAccessException e) {
            drift.suspect(context, SqlFailure.of(e));
            throw e;
        } finally {
            objections.forget(context.run());
        }
    }

    private boolean atWork(RunContext context, BooleanSupplier work) {
        if (!context.run().executes()) {
            return work.getAsBoolean();
        }
        try (Watch watch = throttle.watch(context)) {
            watch.begin();
            return work.getAsBoolean();
        }
    }

    private void begin(RunContext context) {
        drift.compare(context);
        objections.check(context.run());
        selection.select(context);
        announce(
                context,
                organizations.count(context.run().id(), OrganizationStore.BLOCKED),
                OrganizationStatus.BLOCKED);
    }

    /** Batch after batch; true at the edge of one where others have their turn, false at the end. */
    private boolean goThrough(RunContext context) {
        Optional<Batch> batch = batches.unfinished(context.run().id());
        while (batch.isPresent() || !interludes.wanted(context)) {
            batch = batch.or(() -> next(context));
            if (batch.isEmpty()) {
                drift.forget(context);
                return false;
            }
            drift.compare(context);
            objections.check(context.run());
            work(context, batch.get());
            context.night().batchEnded();
            batch = batches.unfinished(context.run().id());
        }
        return true;
    }

    private Optional<Batch> next(RunContext context) {
        UUID run = context.run().id();
        return transaction.execute(status -> {
            runs.assertOwned(context.run());
            int number = batches.nextNumber(run);
            if (turns.assign(context, number) == 0) {
                return Optional.<Batch>empty();
            }
            batches.create(run, number);
            return Optional.of(new Batch(number, "open", 0));
        });
    }

    private void work(RunContext context, Batch open) {
        BatchContext first = new BatchContext(context, open.number(), 0);
        if (open.round() == 0) {
            FirstError error = new FirstError();
            jobs.run(identity(RunJobs.PREPARE, first), error, steps.prepare(first, error));
        }
        if (!context.run().executes()) {
            announceFinished(first);
            return;
        }
        announceExpected(first);
        for (int round = open.round(); claimed(first) > 0 && round <= MAX_ROUNDS; round++) {
            delete(new BatchContext(context, open.number(), round));
        }
        leftovers.fail(first);
        FirstError error = new FirstError();
        jobs.run(identity(RunJobs.CERTIFY, first), error, steps.certify(first, error));
        announceFinished(first);
    }

    private void announce(RunContext context, long count, OrganizationStatus status) {
        for (long i = 0; i < count; i++) {
            announcer.organizationFinished(context.run().id(), status);
        }
    }

    private void announceFinished(BatchContext batch) {
        announce(batch.context(), members(batch, OrganizationStore.PURGED), OrganizationStatus.PURGED);
        announce(batch.context(), members(batch, OrganizationStore.FAILED), OrganizationStatus.FAILED);
        announce(batch.context(), members(batch, OrganizationStore.FROZEN), OrganizationStatus.FROZEN);
        announce(batch.context(), members(batch, OrganizationStore.REHEARSED), OrganizationStatus.REHEARSED);
    }

    private static Identity identity(String job, BatchContext batch) {
        return new Identity(job, batch.runId(), batch.batch(), batch.round());
    }

    private void announceExpected(BatchContext batch) {
        long rows = batches.expectedRows(batch.runId(), batch.batch(), 0).all().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        announcer.rowsExpected(batch.runId(), rows, (int) claimed(batch));
    }

    private void delete(BatchContext batch) {
        FirstError error = new FirstError();
        if (batch.round() > 0) {
            batches.round(batch.runId(), batch.batch(), batch.round());
            jobs.run(identity(RunJobs.TOP_UP, batch), error, steps.topUp(batch, error));
        }
        ExpectedRows expected = batches.expectedRows(batch.runId(), batch.batch(), batch.round());
        jobs.run(identity(RunJobs.DELETE, batch), error, steps.delete(batch, expected, error));
    }

    private long claimed(BatchContext batch) {
        return members(batch, OrganizationStore.CLAIMED);
    }

    private long members(BatchContext batch, String status) {
        return organizations.count(batch.runId(), batch.batch(), status);
    }
}
