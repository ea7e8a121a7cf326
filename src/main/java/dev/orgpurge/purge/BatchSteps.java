package dev.orgpurge.purge;

import dev.orgpurge.purge.RunJobs.FirstError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.batch.core.partition.Partitioner;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.scope.context.ChunkContext;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepContribution;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.core.step.tasklet.Tasklet;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.repeat.RepeatStatus;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.DefaultTransactionAttribute;

/**
 * Builds the steps of a batch's jobs from the plan. The steps themselves open no transaction: every chunk has its own, so that
 * a retry happens outside the broken one.
 */
@Component
final class BatchSteps {

    /** Below this many rows a second worker costs more than it brings. */
    private static final long ROWS_FOR_WORKERS = 5_000;

    private final JobRepository repository;
    private final PlatformTransactionManager transactions;
    private final Collector collector;
    private final Admission admission;
    private final Claim claim;
    private final Closing closing;
    private final SliceStore slices;
    private final ChunkLoop loop;
    private final Objections objections;
    private final DriftGuard drift;
    private final Turns turns;
    private final Throttle throttle;

    BatchSteps(
            JobRepository repository,
            PlatformTransactionManager transactions,
            Collector collector,
            Admission admission,
            Claim claim,
            Closing closing,
            SliceStore slices,
            ChunkLoop loop,
            Objections objections,
            DriftGuard drift,
            Turns turns,
            Throttle throttle) {
        this.repository = repository;
        this.transactions = transactions;
        this.collector = collector;
        this.admission = admission;
        this.claim = claim;
        this.closing = closing;
        this.slices = slices;
        this.loop = loop;
        this.objections = objections;
        this.drift = drift;
        this.turns = turns;
        this.throttle = throttle;
    }

    List<Step> prepare(BatchContext batch, FirstError error) {
        List<Step> steps = new ArrayList<>();
        steps.add(asPlanned(batch, "collect", error, () -> collector.collect(batch)));
        if (batch.run().executes()) {
            steps.add(asPlanned(batch, "give-way", error, () -> turns.giveWay(batch)));
        }
        steps.add(asPlanned(batch, "admit", error, () -> admission.admit(batch)));
        if (batch.run().executes()) {
            steps.add(asPlanned(batch, "claim", error, () -> claim.claim(batch)));
        } else {
            steps.add(asPlanned(batch, "rehearse", error, () -> closing.rehearsed(batch)));
        }
        return steps;
    }

    List<Step> topUp(BatchContext batch, FirstError error) {
        return List.of(asPlanned(batch, "collect", error, () -> collector.collect(batch)));
    }

    List<Step> certify(BatchContext batch, FirstError error) {
        return List.of(
                single(batch, "verify", error, () -> closing.verify(batch)),
                single(batch, "certify", error, () -> closing.certify(batch)));
    }

    /** A step for every table that has rows, children before parents, the organizations last; detachments come first. */
    List<Step> delete(BatchContext batch, ExpectedRows expected, FirstError error) {
        List<Work> work = new ArrayList<>(batch.tables().detachments());
        work.addAll(batch.tables().deletions());
        return work.stream()
                .filter(piece -> expected.rows(piece) > 0)
                .map(piece -> drain(batch, piece, expected, error))
                .toList();
    }

    private Step drain(BatchContext batch, Work work, ExpectedRows expected, FirstError error) {
        long rows = expected.rows(work);
        String verb = work.detaches() ? "detach" : "delete";
        String digest = batch.run().planDigest().substring("sha256:".length(), "sha256:".length() + 8);
        String name = String.format(Locale.ROOT, "%s:%04d:%s", verb, work.number(), digest);
        OpenSlices open = new OpenSlices(() -> slices.open(batch, work));
        Tasklet worker = new SliceWorker(
                open, slice -> loop.drain(batch, work, slice, expected.perKey(batch.tables(), work)), error);
        int workers = throttle.workers();
        if (workers == 1 || work.component() || rows < ROWS_FOR_WORKERS) {
            return tasklet(name, worker);
        }
        Partitioner partitioner = BatchSteps::workers;
        return new StepBuilder(name, repository)
                .partitioner(name + ":worker", partitioner)
                .step(tasklet(name + ":worker", worker))
                .gridSize(workers)
                .taskExecutor(new SimpleAsyncTaskExecutor("orgpurge-worker-"))
                .build();
    }

    private static Map<String, ExecutionContext> workers(int gridSize) {
        Map<String, ExecutionContext> workers = new HashMap<>();
        for (int worker = 1; worker <= gridSize; worker++) {
            workers.put(String.valueOf(worker), new ExecutionContext());
        }
        return workers;
    }

    /** What leads to a delete is not begun once the schema has changed; what proves one may still be done. */
    private Step asPlanned(BatchContext batch, String name, FirstError error, Runnable action) {
        return single(batch, name, error, () -> {
            drift.check(batch.context());
            action.run();
        });
    }

    private Step single(BatchContext batch, String name, FirstError error, Runnable action) {
        return tasklet(name, new Once(() -> objections.check(batch.run()), action, error));
    }

    private Step tasklet(String name, Tasklet tasklet) {
        DefaultTransactionAttribute none =
                new DefaultTransactionAttribute(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
        return new StepBuilder(name, repository)
                .tasklet(tasklet, transactions)
                .transactionAttribute(none)
                .allowStartIfComplete(false)
                .build();
    }

    /** Does one thing, in whatever transactions that thing opens, unless a stop was asked for before. */
    private record Once(Runnable before, Runnable action, FirstError error) implements Tasklet {

        @Override
        public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
            return guarded(contribution, error, () -> {
                before.run();
                action.run();
                return RepeatStatus.FINISHED;
            });
        }
    }

    /** Takes slice after slice until none is left; several of them share the slices of one step. */
    private record SliceWorker(OpenSlices open, Drain drain, FirstError error) implements Tasklet {

        @Override
        public RepeatStatus execute(StepContribution contribution, ChunkContext context) {
            return guarded(contribution, error, () -> {
                Optional<Slice> slice = open.take();
                if (slice.isEmpty()) {
                    return RepeatStatus.FINISHED;
                }
                contribution.incrementWriteCount(drain.drain(slice.get()));
                open.drained(slice.get());
                return RepeatStatus.CONTINUABLE;
            });
        }
    }

    /** Works one slice and answers the rows it deleted or altered. */
    private interface Drain {
        long drain(Slice slice);
    }

    private static RepeatStatus guarded(
            StepContribution contribution, FirstError error, Supplier<RepeatStatus> action) {
        return error.keeping(() -> {
            try {
                return action.get();
            } catch (StoppedException e) {
                error.keep(e);
                contribution.getStepExecution().setTerminateOnly();
                return RepeatStatus.CONTINUABLE;
            }
        });
    }

    /**
     * The slices that no worker has taken yet. When none is left they are read once more: a server that crashed may have lost
     * the last chunks of a slice that seemed done.
     */
    private static final class OpenSlices {

        private final Supplier<List<Slice>> read;
        private final Queue<Slice> waiting = new ArrayDeque<>();
        private final Set<Integer> taken = new HashSet<>();

        OpenSlices(Supplier<List<Slice>> read) {
            this.read = read;
        }

        synchronized Optional<Slice> take() {
            if (waiting.isEmpty()) {
                read.get().stream()
                        .filter(slice -> !taken.contains(slice.number()))
                        .forEach(waiting::add);
            }
            Optional<Slice> next = Optional.ofNullable(waiting.poll());
            next.ifPresent(slice -> taken.add(slice.number()));
            return next;
        }

        synchronized void drained(Slice slice) {
            taken.remove(slice.number());
        }
    }
}
