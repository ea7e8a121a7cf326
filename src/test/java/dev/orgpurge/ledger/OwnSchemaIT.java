package dev.orgpurge.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.fixtures.Waives;
import dev.orgpurge.problem.Problem;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.batch.core.step.StepExecution;
import org.springframework.batch.infrastructure.item.ExecutionContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Tag("every-server")
class OwnSchemaIT {

    private static final int MIGRATIONS = Migration.all().size();

    private final TestDatabase database = TestServer.newDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());
    private final OwnSchema schema = new OwnSchema(database.dataSource());

    @Test
    void the_first_use_creates_everything_and_the_second_nothing() {
        assertThat(schema.current()).isFalse();
        schema.ensure();
        assertThat(schema.current()).isTrue();
        assertThat(schema.migrate()).isZero();
        assertThat(jdbc.queryForObject(
                        "select count(*) from orgpurge.schema_history where type = 'SQL' and success", Integer.class))
                .isEqualTo(MIGRATIONS);
    }

    @Test
    void nothing_is_created_outside_our_schema() {
        String before = objects();
        schema.migrate();
        assertThat(objects()).isEqualTo(before);
    }

    private String objects() {
        return String.valueOf(jdbc.queryForObject("""
                select array(select n.nspname || '.' || c.relname from pg_catalog.pg_class c
                               join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                              where n.nspname not in ('orgpurge', 'pg_toast') order by 1)::text
                    || (select count(*) from pg_catalog.pg_proc p
                         where p.pronamespace is distinct from to_regnamespace('orgpurge')::oid)
                """, String.class));
    }

    @Test
    void every_table_has_a_primary_key_and_every_foreign_key_an_index() {
        schema.migrate();

        assertThat(jdbc.queryForList("""
                        select c.relname from pg_catalog.pg_class c
                        where c.relnamespace = 'orgpurge'::regnamespace and c.relkind = 'r'
                          and not exists (select from pg_catalog.pg_index i where i.indrelid = c.oid and i.indisprimary)
                        """, String.class)).isEmpty();
        assertThat(jdbc.queryForList("""
                        select f.conname from pg_catalog.pg_constraint f
                        where f.connamespace = 'orgpurge'::regnamespace and f.contype = 'f'
                          and not exists (select from pg_catalog.pg_index i
                                           where i.indrelid = f.conrelid
                                             and (i.indkey::int2[])[0:cardinality(f.conkey) - 1] @> f.conkey)
                        """, String.class)).isEmpty();
    }

    @Test
    void two_first_uses_at_once_both_succeed() throws Exception {
        CyclicBarrier together = new CyclicBarrier(2);
        Callable<Integer> use = () -> {
            together.await();
            return new OwnSchema(database.dataSource()).migrate();
        };
        ExecutorService threads = Executors.newFixedThreadPool(2);
        int applied = 0;
        try {
            for (Future<Integer> migrated : threads.invokeAll(List.of(use, use))) {
                applied += migrated.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(applied).isEqualTo(MIGRATIONS);
        assertThat(schema.current()).isTrue();
    }

    @Test
    void the_printed_sql_leaves_nothing_to_migrate() {
        database.script(schema.printableSql());

        assertThat(schema.current()).isTrue();
        assertThat(schema.migrate()).isZero();
        assertThat(ledger(database.dataSource()).verify().intact()).isTrue();
    }

    @Test
    void the_printed_sql_makes_the_history_that_flyway_makes() {
        database.script(schema.printableSql());
        TestDatabase migrated = TestServer.newDatabase();
        new OwnSchema(migrated.dataSource()).migrate();

        for (String question : List.of(
                "select version, description, type, script, checksum, success from orgpurge.schema_history"
                        + " where type = 'SQL' order by installed_rank",
                "select column_name, data_type, character_maximum_length, is_nullable, column_default"
                        + " from information_schema.columns where table_schema = 'orgpurge'"
                        + " order by table_name, ordinal_position",
                "select indexdef from pg_catalog.pg_indexes where schemaname = 'orgpurge' order by indexname")) {
            assertThat(jdbc.queryForList(question))
                    .isNotEmpty()
                    .isEqualTo(new JdbcTemplate(migrated.dataSource()).queryForList(question));
        }
    }

    @Test
    void a_migration_missing_after_the_printed_sql_is_brought_in_later() {
        List<Migration> all = Migration.all();
        database.script(PrintedSql.of(all.subList(0, 1)));

        assertThat(schema.current()).isFalse();
        assertThat(schema.migrate()).isEqualTo(all.size() - 1);
        assertThat(schema.current()).isTrue();
    }

    @Test
    void the_printed_grants_are_enough_to_append_and_not_enough_to_change() {
        DataSource runtime = role("runtime");
        DataSource holder = role("holder");
        String sql = schema.printableSql();
        database.script(sql);
        database.script(sql.lines()
                .filter(line -> line.startsWith("-- grant ") || line.startsWith("-- revoke "))
                .map(line -> line.substring(3)
                        .replace("orgpurge_runtime", roleName("runtime"))
                        .replace("orgpurge_holds", roleName("holder")))
                .collect(Collectors.joining("\n")));
        Ledger ledger = ledger(runtime);

        new TransactionTemplate(new JdbcTransactionManager(runtime))
                .executeWithoutResult(status -> ledger.append(
                        new Draft(EntryKind.RUN_STARTED, UUID.randomUUID(), null, Map.of("mode", "execute"))));

        assertThat(new OwnSchema(runtime).current()).isTrue();
        assertThat(ledger.verify().entries()).isEqualTo(1);
        JdbcTemplate asRuntime = new JdbcTemplate(runtime);
        asRuntime.execute("create table orgpurge.keys_of_a_run (n bigint primary key)");
        asRuntime.queryForObject("select nextval('orgpurge.BATCH_JOB_INSTANCE_SEQ')", Long.class);
        for (String refused : List.of(
                "update orgpurge.ledger_entry set kind = 'SELECTED'",
                "delete from orgpurge.ledger_entry",
                "truncate orgpurge.ledger_entry",
                "alter table orgpurge.ledger_entry disable trigger user",
                "delete from orgpurge.ledger_head",
                "insert into orgpurge.ledger_head values (2, 0, '')",
                "update orgpurge.schema_history set success = false",
                "insert into orgpurge.legal_hold (matter, reason, placed_by) values ('m', 'r', 'b')",
                "insert into orgpurge.legal_hold_release (hold_id, reason, released_by) values (1, 'r', 'b')",
                "delete from orgpurge.legal_hold")) {
            assertRefused(asRuntime, refused);
        }
        JdbcTemplate asHolder = new JdbcTemplate(holder);
        assertThat(new OwnSchema(holder).current()).isTrue();
        for (String refused : List.of(
                "update orgpurge.legal_hold set matter = 'another'",
                "delete from orgpurge.legal_hold_release",
                "delete from orgpurge.ledger_entry",
                "insert into orgpurge.pause (reason, paused_by) values ('r', 'b')",
                "update orgpurge.run set epoch = 7",
                "create table orgpurge.mine (n bigint)")) {
            assertRefused(asHolder, refused);
        }
    }

    @Test
    void a_run_does_not_begin_without_any_right_that_it_will_need() {
        DataSource runtime = role("runtime");
        schema.migrate();
        database.script(schema.printableSql()
                .lines()
                .filter(line -> line.startsWith("-- grant ") || line.startsWith("-- revoke "))
                .filter(line -> line.contains("orgpurge_runtime"))
                .map(line -> line.substring(3).replace("orgpurge_runtime", roleName("runtime")))
                .collect(Collectors.joining("\n")));
        OwnSchema asRuntime = new OwnSchema(runtime);
        asRuntime.requireRuntime();

        for (String right : List.of(
                "create on schema orgpurge",
                "insert on orgpurge.chunk",
                "delete on orgpurge.slice",
                "insert on orgpurge.ledger_entry",
                "update (position, hash) on orgpurge.ledger_head",
                "update on orgpurge.batch_step_execution",
                "usage on sequence orgpurge.batch_job_instance_seq")) {
            database.script("revoke " + right + " from " + roleName("runtime"));
            assertThatExceptionOfType(Problem.class)
                    .isThrownBy(asRuntime::requireRuntime)
                    .returns("MISSING_PRIVILEGE", Problem::code)
                    .withMessageContaining(right.substring(right.lastIndexOf(' ') + 1));
            database.script("grant " + right + " to " + roleName("runtime"));
        }
        asRuntime.requireRuntime();
    }

    private static void assertRefused(JdbcTemplate role, String statement) {
        assertThatThrownBy(() -> role.execute(statement))
                .as(statement)
                .rootCause()
                .hasFieldOrPropertyWithValue("SQLState", "42501");
    }

    @Test
    void a_role_that_may_not_create_is_told_what_to_grant() {
        OwnSchema stranger = new OwnSchema(role("stranger"));

        assertThat(stranger.current()).isFalse();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(stranger::migrate)
                .returns("MISSING_PRIVILEGE", Problem::code)
                .returns(Problem.Kind.REFUSED, Problem::kind)
                .withMessageContaining(roleName("stranger"))
                .withMessageContaining("init --print-sql");
        assertThat(jdbc.queryForObject("select to_regnamespace('orgpurge') is null", Boolean.class))
                .isTrue();
    }

    @Test
    void a_role_that_may_not_read_our_schema_is_told_so() {
        schema.migrate();

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(new OwnSchema(role("outsider"))::current)
                .returns("MISSING_PRIVILEGE", Problem::code)
                .withMessageContaining(roleName("outsider"));
    }

    @Test
    void a_role_that_may_only_read_sees_that_the_schema_is_current() {
        schema.migrate();
        DataSource reader = role("reader");
        database.script("grant usage on schema orgpurge to %1$s; grant select on orgpurge.schema_history to %1$s"
                .formatted(roleName("reader")));

        assertThat(new OwnSchema(reader).current()).isTrue();
    }

    @Test
    void a_schema_of_a_newer_version_is_not_touched() {
        schema.migrate();
        jdbc.update("""
                insert into orgpurge.schema_history
                values (1000, '900', 'from the future', 'SQL', 'V900__from_the_future.sql', 1, 'x', now(), 0, true)
                """);

        for (Runnable use : List.<Runnable>of(schema::current, schema::migrate, schema::ensure)) {
            assertThatExceptionOfType(Problem.class)
                    .isThrownBy(use::run)
                    .returns("SCHEMA_TOO_NEW", Problem::code)
                    .withMessageContaining("900");
        }
    }

    @Test
    void a_schema_that_waits_for_a_migration_is_not_taken_for_an_empty_one() {
        assertThat(schema.usable()).isFalse();
        schema.migrate();
        assertThat(schema.usable()).isTrue();
        database.script("delete from orgpurge.schema_history where installed_rank ="
                + " (select max(installed_rank) from orgpurge.schema_history)");

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(schema::usable)
                .returns("SCHEMA_OUTDATED", Problem::code)
                .withMessageContaining("run init");
    }

    @Test
    void a_schema_of_that_name_that_is_not_ours_is_left_alone() {
        database.script("create schema orgpurge; create table orgpurge.theirs (n int primary key)");

        assertThat(schema.current()).isFalse();
        assertThatExceptionOfType(Problem.class).isThrownBy(schema::migrate).returns("SCHEMA_NOT_OURS", Problem::code);
        assertThat(jdbc.queryForList(
                        "select relname from pg_class where relnamespace = 'orgpurge'::regnamespace and relkind = 'r'",
                        String.class))
                .containsExactly("theirs");
    }

    @Test
    void an_empty_schema_made_by_an_administrator_is_filled() {
        DataSource owner = role("owner");
        database.script("create schema orgpurge authorization " + roleName("owner"));

        assertThat(new OwnSchema(owner).migrate()).isEqualTo(MIGRATIONS);
        assertThat(new OwnSchema(owner).current()).isTrue();
    }

    @Test
    void a_migration_that_was_edited_afterwards_is_noticed() {
        schema.migrate();
        jdbc.update("update orgpurge.schema_history set checksum = checksum + 1 where version = '001'");

        assertThatExceptionOfType(Problem.class).isThrownBy(schema::migrate).returns("MIGRATION_FAILED", Problem::code);
    }

    @Test
    @Waives(value = Invariant.BATCH_HAS_ENDED, because = "the job is registered and never started")
    void spring_batch_finds_its_tables_and_sequences() throws Exception {
        schema.migrate();
        JobRepository jobs = jobRepository();
        JobParameters parameters =
                new JobParametersBuilder().addString("run", "r1").toJobParameters();

        JobInstance instance = jobs.createJobInstance("purge", parameters);
        JobExecution execution = jobs.createJobExecution(instance, parameters, new ExecutionContext());
        StepExecution step = jobs.createStepExecution("s".repeat(100), execution);
        step.getExecutionContext().putString("key", "x".repeat(5_000));
        step.setStatus(BatchStatus.COMPLETED);
        jobs.updateExecutionContext(step);
        jobs.update(step);

        JobExecution found = Objects.requireNonNull(jobs.getLastJobExecution("purge", parameters));
        assertThat(found.getJobParameters()).isEqualTo(parameters);
        StepExecution read = Objects.requireNonNull(jobs.getStepExecution(step.getId()));
        assertThat(read.getStatus()).isEqualTo(BatchStatus.COMPLETED);
        assertThat(read.getExecutionContext().getString("key")).hasSize(5_000);
    }

    private JobRepository jobRepository() throws Exception {
        JdbcJobRepositoryFactoryBean factory = new JdbcJobRepositoryFactoryBean();
        factory.setDataSource(database.dataSource());
        factory.setTransactionManager(new JdbcTransactionManager(database.dataSource()));
        factory.setTablePrefix("orgpurge.BATCH_");
        factory.afterPropertiesSet();
        return factory.getObject();
    }

    private static Ledger ledger(DataSource dataSource) {
        return new Ledger(dataSource, new JdbcTransactionManager(dataSource));
    }

    private DataSource role(String purpose) {
        database.script("create role " + roleName(purpose) + " login password 'secret'");
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser(roleName(purpose));
        dataSource.setPassword("secret");
        return dataSource;
    }

    // roles belong to the whole server, databases are new for every test
    private String roleName(String purpose) {
        return purpose + "_" + database.url().substring(database.url().lastIndexOf('/') + 1);
    }
}
