package dev.orgpurge.purge;

import dev.orgpurge.constraint.Lifted;
import dev.orgpurge.plan.PlanStep;
import dev.orgpurge.plan.PurgePlan;
import dev.orgpurge.plan.Treatment;
import dev.orgpurge.problem.Problem;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The rows of {@code orgpurge.run} and {@code orgpurge.run_table}. */
@Component
final class RunStore {

    private static final String RUN_COLUMNS =
            "run_id, number, mode, status, request_id, organization, organizations, force, ignore_grace, reason, max_organizations, approval, "
                    + "plan_digest, fingerprint, as_of, epoch, selected, restarts, replans";

    private static final String SUMMARY = """
            select r.run_id, r.mode, r.status, r.plan_digest, r.started_at, r.finished_at,
                   (select count(*) from orgpurge.run_organization o where o.run_id = r.run_id) as organizations,
                   coalesce((select sum(case when r.mode = 'EXECUTE' then t.deleted else t.expected end)
                               from orgpurge.organization_table t
                               join orgpurge.run_table n on n.run_id = t.run_id and n.table_no = t.table_no and n.treatment = 'DELETE'
                              where t.run_id = r.run_id), 0)
                   + coalesce((select sum(c.rows)
                                 from orgpurge.chunk_count c
                                 join orgpurge.run_table n on n.run_id = c.run_id and n.table_no = c.table_no and n.treatment = 'DELETE'
                                where c.run_id = r.run_id
                                  and not exists (select from orgpurge.organization_table t
                                                   where t.run_id = c.run_id and t.ordinal = c.ordinal
                                                     and t.table_no = c.table_no)), 0)
                   + coalesce((select sum(c.rows)
                                 from orgpurge.carried c
                                where c.run_id = r.run_id and c.treatment = 'DELETE'
                                  and not exists (select from orgpurge.organization_table t
                                                   where t.run_id = c.run_id and t.ordinal = c.ordinal)), 0) as rows
              from orgpurge.run r
            """;

    /** More than any plan has tables and references. */
    private static final int EARLIER_PLAN = 1_000_000;

    private static final String NUMBER_CARRIED = """
            insert into orgpurge.run_table (run_id, table_no, table_name, treatment)
            select :id,
                   (select max(table_no) from orgpurge.run_table where run_id = :id)
                     + row_number() over (order by c.table_name, c.treatment),
                   c.table_name, c.treatment
              from (select distinct table_name, treatment from orgpurge.carried where run_id = :id) c
             where not exists (select from orgpurge.run_table n
                                where n.run_id = :id and n.table_no > 0
                                  and n.table_name = c.table_name and n.treatment = c.treatment)
            """;

    private final JdbcClient jdbc;

    RunStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Run create(UUID id, PurgeRequest request, @Nullable String organization, PlanTables tables, Instant asOf) {
        PurgePlan plan = tables.plan();
        jdbc.sql("""
                        insert into orgpurge.run (run_id, mode, status, request_id, organization, organizations, force, ignore_grace, reason,
                                                  max_organizations, approval, plan, plan_digest, fingerprint, as_of)
                        values (:id, :mode, 'RUNNING', :request, :organization, :several, :force, :grace, :reason,
                                :max, :approval, :plan, :digest, :fingerprint, :asOf)
                        """)
                .param("id", id)
                .param("mode", request.mode().name())
                .param("request", request.requestId())
                .param("organization", organization)
                .param("several", new SqlArrayValue("text", request.several().toArray()))
                .param("force", request.lifted().dependents())
                .param("grace", request.lifted().grace())
                .param("reason", request.reason())
                .param("max", request.maxOrganizations())
                .param(
                        "approval",
                        request.approved() == null ? null : request.approved().approval())
                .param("plan", plan.canonicalJson())
                .param("digest", plan.digest())
                .param("fingerprint", plan.fingerprint().value())
                .param("asOf", OffsetDateTime.ofInstant(asOf, java.time.ZoneOffset.UTC))
                .update();
        number(id, tables);
        return require(id);
    }

    private void number(UUID run, PlanTables tables) {
        for (PlanStep step : tables.plan().steps()) {
            number(run, step.order(), step.table().name().toString(), step.treatment(), step.ground());
        }
        for (Work work : tables.detachments()) {
            number(run, work.number(), work.tableName(), Treatment.SET_NULL, null);
        }
    }

    private void number(UUID run, int number, String table, Treatment treatment, @Nullable String ground) {
        jdbc.sql("insert into orgpurge.run_table (run_id, table_no, table_name, treatment, ground)"
                        + " values (:id, :no, :name, :treatment, :ground)")
                .param("id", run)
                .param("no", number)
                .param("name", table)
                .param("treatment", treatment.name())
                .param("ground", ground)
                .update();
    }

    /**
     * Gives a run another plan, in the caller's transaction. Figures keep the numbers of the plan they were made by, moved out
     * of the new one's way; tables of which rows are carried, but which the new plan does not treat so, are numbered behind it.
     */
    Run replan(Run run, PlanTables tables) {
        expectOne(jdbc.sql("update orgpurge.run set plan = :plan, plan_digest = :digest, fingerprint = :fingerprint,"
                        + " replans = replans + 1 where run_id = :id and epoch = :epoch")
                .param("id", run.id())
                .param("epoch", run.epoch())
                .param("plan", tables.plan().canonicalJson())
                .param("digest", tables.plan().digest())
                .param("fingerprint", tables.plan().fingerprint().value())
                .update());
        Run replanned = require(run.id());
        for (String table : List.of("run_table", "organization_table")) {
            jdbc.sql("update orgpurge." + table
                            + " set table_no = table_no - :away where run_id = :id and table_no > 0")
                    .param("id", run.id())
                    .param("away", EARLIER_PLAN * replanned.replans())
                    .update();
        }
        number(run.id(), tables);
        jdbc.sql(NUMBER_CARRIED).param("id", run.id()).update();
        return replanned;
    }

    Optional<Run> find(UUID id) {
        return jdbc.sql("select " + RUN_COLUMNS + " from orgpurge.run where run_id = :id")
                .param("id", id)
                .query(RunStore::run)
                .optional();
    }

    Run require(UUID id) {
        return find(id).orElseThrow(
                        () -> Problem.notFound("NO_SUCH_RUN", "there is no run " + id + "; list them with runs"));
    }

    Optional<Run> byRequest(String requestId) {
        return jdbc.sql("select " + RUN_COLUMNS + " from orgpurge.run where request_id = :request")
                .param("request", requestId)
                .query(RunStore::run)
                .optional();
    }

    /** Executing runs that are not over, oldest first. */
    List<Run> unfinished() {
        return jdbc.sql("select " + RUN_COLUMNS + " from orgpurge.run where mode = 'EXECUTE' and finished_at is null"
                        + " order by started_at, run_id")
                .query(RunStore::run)
                .list();
    }

    /** Runs that claim to be at work. */
    List<Run> running() {
        return jdbc.sql("select " + RUN_COLUMNS + " from orgpurge.run where status = 'RUNNING' order by number")
                .query(RunStore::run)
                .list();
    }

    /** True if somebody asked whoever worked for the run last to stop. */
    boolean stopAsked(UUID id) {
        return jdbc.sql("select exists (select from orgpurge.stop_request s join orgpurge.run r using (run_id, epoch)"
                        + " where r.run_id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
    }

    /** Takes a run over: whoever still works for it under the old epoch cannot delete any more. */
    Run takeOver(Run run) {
        int updated =
                jdbc.sql("""
                        update orgpurge.run
                           set status = 'RUNNING', epoch = epoch + 1, restarts = restarts + 1, finished_at = null,
                               error_code = null, error_detail = null
                         where run_id = :id and epoch = :epoch
                        """).param("id", run.id()).param("epoch", run.epoch()).update();
        if (updated != 1) {
            throw Problem.locked("run " + run.id() + " was just taken over by another process");
        }
        return require(run.id());
    }

    /**
     * Says of a run that its process is gone. If it only lost its lock it can delete nothing from now on: not beside the run
     * that has the lock, and not after it.
     */
    void interrupted(Run run) {
        jdbc.sql("""
                        update orgpurge.run
                           set status = 'INTERRUPTED', epoch = epoch + 1, error_code = null, error_detail = null
                         where run_id = :id and epoch = :epoch
                        """).param("id", run.id()).param("epoch", run.epoch()).update();
    }

    /** All candidates are recorded, and the guards let that many pass. */
    void selected(Run run, long eligible) {
        expectOne(jdbc.sql("update orgpurge.run set selected = true, eligible = :eligible where run_id = :id")
                .param("id", run.id())
                .param("eligible", eligible)
                .update());
    }

    /** Records how a run ended; one that can go on has no end. False if another process took it over: it is that one's. */
    boolean end(Run run, RunStatus status, @Nullable Problem error) {
        return jdbc.sql("""
                        update orgpurge.run
                           set status = :status, error_code = :code, error_detail = :detail,
                               finished_at = case when :over then clock_timestamp() end
                         where run_id = :id and epoch = :epoch
                        """)
                        .param("id", run.id())
                        .param("epoch", run.epoch())
                        .param("status", status.name())
                        .param("code", error == null ? null : error.code())
                        .param("detail", error == null ? null : error.detail())
                        .param("over", !status.restartable())
                        .update()
                == 1;
    }

    /** Answers an error unless this process still owns the run; the row stays share-locked until the commit. */
    void assertOwned(Run run) {
        boolean owned = jdbc.sql("select true from orgpurge.run where run_id = :id and epoch = :epoch for share")
                .param("id", run.id())
                .param("epoch", run.epoch())
                .query(Boolean.class)
                .optional()
                .isPresent();
        if (!owned) {
            throw takenOver(run);
        }
    }

    static Problem takenOver(Run run) {
        return Problem.locked("run " + run.id() + " was taken over by another process; nothing more is deleted here");
    }

    /** True if the lock that a run's process holds as long as it lives is held. */
    boolean alive(Run run) {
        return held(RunLock.key(run));
    }

    /** True if anybody holds the lock of executing runs. */
    boolean executing() {
        return held(RunLock.KEY);
    }

    private boolean held(long key) {
        return jdbc.sql("""
                        select exists (
                               select from pg_catalog.pg_locks l
                                where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                                  and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
                                  and ((l.classid::bigint << 32) | l.objid::bigint) = :key)
                        """).param("key", key).query(Boolean.class).single();
    }

    /** What ended a run, if it was an error or a person. */
    Optional<Problem> problem(UUID id) {
        return jdbc.sql(
                        "select error_code, error_detail from orgpurge.run where run_id = :id and error_code is not null")
                .param("id", id)
                .query((row, i) -> Problem.recorded(row.getString("error_code"), row.getString("error_detail")))
                .optional();
    }

    List<RunSummary> summaries(int limit) {
        return jdbc.sql(SUMMARY + " order by r.started_at desc, r.number desc limit :limit")
                .param("limit", limit)
                .query(RunStore::summary)
                .list();
    }

    Optional<RunSummary> summary(UUID id) {
        return jdbc.sql(SUMMARY + " where r.run_id = :id")
                .param("id", id)
                .query(RunStore::summary)
                .optional();
    }

    private static void expectOne(int updated) {
        if (updated != 1) {
            throw new IllegalStateException("expected to update one row of orgpurge.run, updated " + updated);
        }
    }

    private static Run run(ResultSet row, int index) throws SQLException {
        return new Run(
                row.getObject("run_id", UUID.class),
                row.getLong("number"),
                Mode.valueOf(row.getString("mode")),
                RunStatus.valueOf(row.getString("status")),
                row.getString("request_id"),
                row.getString("organization"),
                List.of((String[]) row.getArray("organizations").getArray()),
                new Lifted(row.getBoolean("force"), row.getBoolean("ignore_grace")),
                row.getString("reason"),
                row.getObject("max_organizations", Integer.class),
                row.getString("approval"),
                row.getString("plan_digest"),
                row.getString("fingerprint"),
                row.getObject("as_of", OffsetDateTime.class).toInstant(),
                row.getLong("epoch"),
                row.getBoolean("selected"),
                row.getInt("restarts"),
                row.getInt("replans"));
    }

    private static RunSummary summary(ResultSet row, int index) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return new RunSummary(
                row.getObject("run_id", UUID.class),
                Mode.valueOf(row.getString("mode")),
                RunStatus.valueOf(row.getString("status")),
                row.getString("plan_digest"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                finished == null ? null : finished.toInstant(),
                row.getLong("organizations"),
                row.getLong("rows"));
    }
}
