package dev.orgpurge.purge;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.configuration.DuplicateJobException;
import org.springframework.batch.core.configuration.JobRegistry;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Runs one Spring Batch job to its end. Our own tables say what is left to do; Batch's metadata mirrors it: a job instance is
 * a run, a batch and a round, and one that completed is not run again.
 */
@Component
final class RunJobs {

    static final String SELECT = "orgpurge-select";
    static final String PREPARE = "orgpurge-prepare";
    static final String TOP_UP = "orgpurge-top-up";
    static final String DELETE = "orgpurge-delete";
    static final String CERTIFY = "orgpurge-certify";

    private final JobRepository repository;
    private final JobOperator operator;
    private final JobRegistry registry;
    private final JdbcClient jdbc;
    private final Announcer announcer;
    private final AutowireCapableBeanFactory beans;

    RunJobs(
            JobRepository repository,
            JobOperator operator,
            JobRegistry registry,
            JdbcClient jdbc,
            Announcer announcer,
            AutowireCapableBeanFactory beans) {
        this.repository = repository;
        this.operator = operator;
        this.registry = registry;
        this.jdbc = jdbc;
        this.announcer = announcer;
        this.beans = beans;
    }

    /** Which job of a run; 0 where a number does not apply. */
    record Identity(String name, UUID run, int batch, int round) {

        JobParameters parameters() {
            return new JobParametersBuilder()
                    .addString("run", run.toString())
                    .addLong("batch", (long) batch)
                    .addLong("round", (long) round)
                    .toJobParameters();
        }
    }

    /** Where the steps of a job leave the error that ended them: Batch keeps only its text. */
    static final class FirstError {

        private final AtomicReference<@Nullable Throwable> error = new AtomicReference<>();

        /** Does a step's work; what it throws is kept here, and Batch gets to know its kind only. */
        <T extends @Nullable Object> T keeping(Supplier<T> action) {
            try {
                return action.get();
            } catch (RuntimeException e) {
                keep(e);
                throw new StepFailedException(e);
            } catch (VirtualMachineError e) {
                error.compareAndSet(null, e);
                throw new StepFailedException(e);
            }
        }

        void keep(RuntimeException e) {
            error.compareAndSet(null, e);
        }

        private void rethrow() {
            Throwable first = error.get();
            if (first instanceof VirtualMachineError machine) {
                throw machine;
            }
            if (first instanceof RuntimeException runtime) {
                throw runtime;
            }
        }
    }

    /**
     * @throws RuntimeException the error that ended a step, as it was thrown
     * @throws VirtualMachineError out of memory, for instance: nothing more is done in this process, not even the run is ended
     * @throws StoppedException if the job stopped before its end
     */
    void run(Identity identity, FirstError error, List<Step> steps) {
        if (steps.isEmpty() || completed(identity)) {
            return;
        }
        long began = System.nanoTime();
        JobExecution execution = start(identity, observed(job(identity.name(), steps)));
        if (execution.getStatus() == BatchStatus.COMPLETED) {
            announcer.stepFinished(
                    identity.run(), identity.name(), identity.batch(), Duration.ofNanos(System.nanoTime() - began));
            return;
        }
        error.rethrow();
        throw execution.getAllFailureExceptions().stream()
                .findFirst()
                .map(e -> e instanceof RuntimeException runtime ? runtime : new IllegalStateException(e))
                .orElseGet(() -> new StoppedException("the job stopped"));
    }

    private boolean completed(Identity identity) {
        JobInstance instance = repository.getJobInstance(identity.name(), identity.parameters());
        if (instance == null) {
            return false;
        }
        JobExecution last = repository.getLastJobExecution(instance);
        if (last == null) {
            // broken off between the two inserts: Batch refuses an instance that has no execution
            repository.deleteJobInstance(instance);
            return false;
        }
        settle(last);
        return last.getStatus() == BatchStatus.COMPLETED;
    }

    /**
     * Batch goes on neither with an execution or a step that seems at work nor with one whose end it could not write down, for
     * instance because the connection was lost between a commit and its answer. Whoever asks holds the run, so nobody is at
     * work; and what was done, our own checkpoints know.
     */
    private void settle(JobExecution last) {
        if (last.getStatus().isRunning()) {
            operator.recover(last);
        }
        for (StepExecution step : last.getStepExecutions()) {
            if (step.getStatus() == BatchStatus.UNKNOWN || step.getStatus().isRunning()) {
                step.setStatus(BatchStatus.FAILED);
                repository.update(step);
            }
        }
        if (last.getStatus() == BatchStatus.UNKNOWN) {
            last.setStatus(BatchStatus.FAILED);
            repository.update(last);
        }
    }

    private Job job(String name, List<Step> steps) {
        SimpleJobBuilder builder = new JobBuilder(name, repository).start(steps.get(0));
        for (Step step : steps.subList(1, steps.size())) {
            builder = builder.next(step);
        }
        return builder.build();
    }

    /** A job of ours is no bean; what would look at it if it were one, Batch's own metrics for instance, does so here. */
    private Job observed(Job job) {
        return (Job) beans.initializeBean(job, job.getName());
    }

    private JobExecution start(Identity identity, Job job) {
        try {
            registry.unregister(job.getName());
            registry.register(job);
            return operator.start(job, identity.parameters());
        } catch (DuplicateJobException e) {
            throw new IllegalStateException("two runs in one process", e);
        } catch (org.springframework.batch.core.job.JobExecutionException e) {
            throw new IllegalStateException("Spring Batch refused " + identity.name(), e);
        }
    }

    /**
     * Marks as failed what Batch's metadata believe to be at work for a run, or do not know the end of. Only for runs whose
     * process is known to be gone or to be this one, between two jobs: Batch does not check.
     */
    void recover(Run run) {
        List<Long> open = jdbc.sql("""
                        select e.job_execution_id
                          from orgpurge.batch_job_execution e
                          join orgpurge.batch_job_execution_params p
                            on p.job_execution_id = e.job_execution_id and p.parameter_name = 'run'
                         where p.parameter_value = :run
                           and (e.status not in ('COMPLETED', 'FAILED', 'STOPPED')
                                or exists (select from orgpurge.batch_step_execution s
                                            where s.job_execution_id = e.job_execution_id
                                              and s.status not in ('COMPLETED', 'FAILED', 'STOPPED')))
                         order by 1
                        """)
                .param("run", run.id().toString())
                .query((row, i) -> row.getLong(1))
                .list();
        for (long id : open) {
            JobExecution execution = repository.getJobExecution(id);
            if (execution != null) {
                settle(execution);
            }
        }
    }
}
