package dev.orgpurge.purge;

import dev.orgpurge.catalogue.QualifiedName;
import dev.orgpurge.ledger.Ledger;
import dev.orgpurge.plan.Finding;
import dev.orgpurge.plan.FindingCode;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Reference;
import dev.orgpurge.plan.Treatment;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Vacuums or analyzes the tables that a run has deleted from, when it is over, and writes down what came of it. */
@Component
public final class Maintenance {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final Duration LOOK = Duration.ofMillis(200);

    private static final String DONE = "done";
    private static final String NOT_PERMITTED = "not_permitted";
    private static final String STOPPED = "stopped";
    private static final String FAILED = "failed";

    /** Without the right the server warns and leaves the table out (manual, VACUUM), each partition by itself; MAINTAIN came with 17. */
    private static final String PERMITTED = """
            select coalesce(bool_and(pg_has_role(c.relowner, 'USAGE') or pg_has_role(d.datdba, 'USAGE')
                                     or case when current_setting('server_version_num')::integer >= 170000
                                             then has_table_privilege(c.oid, 'MAINTAIN') else false end), false)
              from (select cast(:table as regclass)::oid as oid
                     union
                    select t.relid from pg_partition_tree(cast(:table as regclass)) t) p
              join pg_catalog.pg_class c using (oid)
              join pg_catalog.pg_database d on d.datname = current_database()
            """;

    private final JdbcClient jdbc;
    private final PurgeSettings settings;
    private final RunLock lock;
    private final RunClock clock;
    private final Objections objections;
    private final Ledger ledger;
    private final RunEvidence evidence;
    private final TransactionTemplate transaction;

    Maintenance(
            JdbcClient jdbc,
            PurgeSettings settings,
            RunLock lock,
            RunClock clock,
            Objections objections,
            Ledger ledger,
            RunEvidence evidence,
            TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.lock = lock;
        this.clock = clock;
        this.objections = objections;
        this.ledger = ledger;
        this.evidence = evidence;
        this.transaction = transaction;
    }

    /** Tables of a plan that the configured vacuum would leave out, because this role may not; warnings. */
    public List<Finding> lacking(PurgePlan plan) {
        return settings.restraint().vacuum() == Vacuum.NONE
                ? List.of()
                : changed(plan)
                        .filter(table -> !permitted(table))
                        .map(table -> new Finding(
                                Finding.Level.WARNING,
                                FindingCode.CANNOT_VACUUM,
                                table.toString(),
                                null,
                                "orgpurge.afterwards.vacuum leaves it out: this role neither owns the table nor the"
                                        + " database; on PostgreSQL 17 and later grant MAINTAIN on it"))
                        .toList();
    }

    private static Stream<QualifiedName> changed(PurgePlan plan) {
        return Stream.concat(
                        plan.steps().stream()
                                .filter(PlanStep::deletes)
                                .map(step -> step.table().name()),
                        plan.references().stream()
                                .filter(reference -> reference.treatment() == Treatment.SET_NULL)
                                .map(Reference::relation)
                                .map(relation -> relation.child().name()))
                .distinct()
                .sorted();
    }

    private boolean permitted(QualifiedName table) {
        return jdbc.sql(PERMITTED)
                .param("table", table.sql())
                .query(Boolean.class)
                .single();
    }

    /** Only where nothing is left to do: the tables of a run that stopped are still at work. */
    void after(RunContext context, RunStatus status) {
        Vacuum vacuum = context.settings().restraint().vacuum();
        boolean over = status == RunStatus.COMPLETE || status == RunStatus.PARTIAL;
        if (vacuum == Vacuum.NONE || !over || !context.run().executes()) {
            return;
        }
        try {
            Map<String, String> outcomes = vacuum(context, vacuum);
            if (!outcomes.isEmpty()) {
                transaction.executeWithoutResult(
                        tx -> ledger.append(evidence.vacuumed(context.run(), vacuum, outcomes)));
            }
        } catch (DataAccessException | TransactionException e) {
            LOG.warn(
                    "run {} is over, but what follows it failed with SQLSTATE {}",
                    context.run().id(),
                    SqlFailure.of(e).sqlState());
        }
    }

    private Map<String, String> vacuum(RunContext context, Vacuum vacuum) {
        Set<String> lost = Set.copyOf(jdbc.sql("""
                        select distinct n.table_name
                          from orgpurge.organization_table t join orgpurge.run_table n using (run_id, table_no)
                         where t.run_id = :run and (t.deleted > 0 or t.detached > 0)
                        """)
                .param("run", context.run().id())
                .query(String.class)
                .list());
        Map<String, String> outcomes = new LinkedHashMap<>();
        changed(context.tables().plan())
                .filter(table -> lost.contains(table.toString()))
                .forEach(table -> outcomes.put(table.toString(), vacuum(context, vacuum, table)));
        return outcomes;
    }

    private String vacuum(RunContext context, Vacuum vacuum, QualifiedName table) {
        if (stopped(context)) {
            return STOPPED;
        }
        if (!permitted(table)) {
            return NOT_PERMITTED;
        }
        LOG.info("run {} is over: {} {}", context.run().id(), vacuum.sql(), table);
        try (Connection connection = lock.connect("orgpurge-vacuum", Duration.ZERO);
                Statement statement = connection.createStatement()) {
            return outcome(context, statement, vacuum.sql() + " " + table.sql());
        } catch (SQLException e) {
            return failed(e);
        }
    }

    /** As long as it takes, unless somebody wants an end: cancelled, a vacuum leaves nothing behind. */
    private String outcome(RunContext context, Statement statement, String command) throws SQLException {
        CompletableFuture<Optional<SQLException>> work =
                CompletableFuture.supplyAsync(() -> execute(statement, command));
        boolean cancelled = false;
        while (!work.isDone()) {
            if (!cancelled && stopped(context)) {
                cancelled = true;
                statement.cancel();
            }
            pause(work, cancelled);
        }
        Optional<SQLException> failure = work.join();
        return cancelled && failure.isPresent()
                ? STOPPED
                : failure.map(Maintenance::failed).orElse(DONE);
    }

    private static Optional<SQLException> execute(Statement statement, String command) {
        try {
            statement.execute(command);
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(e);
        }
    }

    private static String failed(SQLException e) {
        return FAILED + " " + SqlFailure.of(e).sqlState();
    }

    private void pause(CompletableFuture<?> work, boolean cancelled) {
        try {
            if (cancelled) {
                work.get();
            } else {
                clock.sleep(LOOK);
            }
        } catch (StoppedException e) {
            LOG.debug("asked to stop");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private boolean stopped(RunContext context) {
        try {
            objections.check(context.run());
            context.night().check();
            return false;
        } catch (StoppedException e) {
            return true;
        }
    }
}
