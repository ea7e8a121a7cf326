package dev.orgpurge.bench;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.Job;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInterruptedException;
import org.springframework.batch.core.job.builder.JobBuilder;
import org.springframework.batch.core.job.builder.SimpleJobBuilder;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.ResourcelessJobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.builder.StepBuilder;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.batch.infrastructure.item.database.JdbcBatchItemWriter;
import org.springframework.batch.infrastructure.item.database.JdbcCursorItemReader;
import org.springframework.batch.infrastructure.item.database.builder.JdbcBatchItemWriterBuilder;
import org.springframework.batch.infrastructure.item.database.builder.JdbcCursorItemReaderBuilder;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The textbook's Spring Batch job: a step for each table reads the ids and deletes row by row, a thousand at a time. */
record ReaderWriter() implements Contender {

    private static final int CHUNK = 1_000;

    @Override
    public String name() {
        return "reader-writer";
    }

    @Override
    public Timing run(Database database, Shape shape) throws SQLException {
        try (HikariDataSource pool = pool(database)) {
            return Timing.of(() -> execute(pool, shape));
        }
    }

    private static HikariDataSource pool(Database database) {
        HikariDataSource pool = new HikariDataSource();
        pool.setDataSource(database.dataSource());
        return pool;
    }

    private static void execute(DataSource dataSource, Shape shape) {
        JobRepository repository = new ResourcelessJobRepository();
        List<Step> steps = shape.order().stream()
                .map(table -> step(repository, dataSource, table, shape))
                .toList();
        SimpleJobBuilder builder = new JobBuilder("purge", repository).start(steps.get(0));
        steps.subList(1, steps.size()).forEach(builder::next);
        JobExecution execution = run(repository, builder.build());
        if (execution.getStatus() != BatchStatus.COMPLETED) {
            throw new IllegalStateException("the job ended " + execution.getStatus());
        }
    }

    private static JobExecution run(JobRepository repository, Job job) {
        JobParameters none = new JobParameters();
        JobExecution execution = repository.createJobExecution(
                repository.createJobInstance(job.getName(), none), none, new ExecutionContext());
        try {
            job.execute(execution);
            return execution;
        } catch (JobInterruptedException e) {
            throw new IllegalStateException("the job was interrupted", e);
        }
    }

    private static Step step(JobRepository repository, DataSource dataSource, String table, Shape shape) {
        return new StepBuilder(table, repository)
                .<Long, Long>chunk(CHUNK)
                .reader(reader(dataSource, table, shape))
                .writer(writer(dataSource, table))
                .transactionManager(new JdbcTransactionManager(dataSource))
                .build();
    }

    /** Fetching in pieces needs a transaction of its own, or the driver would read everything at once. */
    private static JdbcCursorItemReader<Long> reader(DataSource dataSource, String table, Shape shape) {
        return new JdbcCursorItemReaderBuilder<Long>()
                .name(table)
                .dataSource(dataSource)
                .sql("select t.id " + shape.joined(table) + " where root." + Shape.DUE)
                .rowMapper((row, number) -> row.getLong(1))
                .fetchSize(CHUNK)
                .connectionAutoCommit(false)
                .saveState(false)
                .build();
    }

    private static JdbcBatchItemWriter<Long> writer(DataSource dataSource, String table) {
        JdbcBatchItemWriter<Long> writer = new JdbcBatchItemWriterBuilder<Long>()
                .dataSource(dataSource)
                .sql("delete from " + table + " where id = ?")
                .itemPreparedStatementSetter((id, statement) -> statement.setLong(1, id))
                .build();
        writer.afterPropertiesSet();
        return writer;
    }
}
