package dev.orgpurge.operation;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.operation.Operation.Outcome;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.Mode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of {@code orgpurge.operation}. */
@Component
final class OperationStore {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Reason>> REASONS = new TypeReference<>() {};

    /**
     * While its run is at work, the run itself knows whose request it is. And a run that ended before its end may have been
     * gone on with by somebody else, a night or a command: then what was asked for is done.
     */
    private static final String SELECT = """
            select operation_id, o.organization, provider, mode, force, key_id, requested_at, state, request_id, waiting,
                   coalesce(o.run_id, (select r.run_id from orgpurge.run r where r.request_id = o.request_id)) as run_id,
                   case when late.done then 'SUCCEEDED' else outcome end as outcome,
                   case when late.done is null then code end as code,
                   case when late.done is null then detail end as detail,
                   case when late.done then '[]' else o.reasons::text end as reasons,
                   rows, coalesce(late.certificate_id, o.certificate_id) as certificate_id, finished_at
              from orgpurge.operation o
              left join lateral (
                   select true as done, p.certificate_id
                     from orgpurge.run_organization p
                    where p.run_id = o.run_id and p.organization = o.organization and p.status = 'purged'
                      and o.outcome in ('STOPPED', 'FAILED', 'FROZEN')) late on true
            """;

    private static final String QUEUED = "o.state = 'QUEUED'";

    /** Queued, or taken by somebody whose run has not begun. */
    private static final String NOT_BEGUN = """
            (o.state = 'QUEUED'
             or o.state = 'TAKEN' and not exists (select from orgpurge.run r where r.request_id = o.request_id))
            """;

    /** What one run takes: organizations that wait for the same thing, oldest first. */
    private static final String TAKE = """
            update orgpurge.operation
               set state = 'TAKEN', request_id = :request, waiting = null
             where operation_id in (
                   select o.operation_id
                     from orgpurge.operation o
                     join (select o.mode, o.force from orgpurge.operation o
                            where %1$s and not o.mode || '/' || o.force = any (:without)
                            order by o.number limit 1) first
                       on first.mode = o.mode and first.force = o.force
                    where %1$s
                    order by o.number
                    limit :most
                      for update of o skip locked)
            """;

    private final JdbcClient jdbc;

    OperationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Empty if the organization has one that is under way. */
    Optional<Operation> insert(Submission asked) {
        Optional<UUID> inserted = jdbc.sql("""
                        insert into orgpurge.operation (operation_id, organization, provider, mode, force, key_id)
                        values (:id, :organization, :provider, :mode, :force, :key)
                        on conflict do nothing
                        returning operation_id
                        """)
                .param("id", UUID.randomUUID())
                .param("organization", asked.organization().value())
                .param("provider", asked.provider())
                .param("mode", asked.mode().name())
                .param("force", asked.force())
                .param("key", asked.key().id())
                .query(UUID.class)
                .optional();
        inserted.ifPresent(id -> askedBy(id, asked.key().id()));
        return inserted.flatMap(this::find);
    }

    /** Remembers that it was asked for with this key, too. */
    void askedBy(UUID id, String keyId) {
        jdbc.sql(
                        "insert into orgpurge.operation_asker (operation_id, key_id) values (:id, :key) on conflict do nothing")
                .param("id", id)
                .param("key", keyId)
                .update();
    }

    /** Somebody asks for it with force: it has that, or, if it has been taken, gets it should it be refused without. */
    void force(UUID id) {
        jdbc.sql("update orgpurge.operation set force_wanted = true, force = force or state = 'QUEUED'"
                        + " where operation_id = :id and state <> 'DONE'")
                .param("id", id)
                .update();
    }

    /** Back into the queue, with force; false if nobody asked for it with force, or it had that. */
    boolean againWithForce(UUID id) {
        return jdbc.sql(
                                "update orgpurge.operation set state = 'QUEUED', force = true, request_id = null, run_id = null,"
                                        + " waiting = null, asked_again = false"
                                        + " where operation_id = :id and state = 'TAKEN' and force_wanted and not force")
                        .param("id", id)
                        .update()
                == 1;
    }

    /** Refuses what waits, has not begun, and was asked for with revoked keys only; answers which. */
    List<Operation> refuseRevoked() {
        List<UUID> refused = jdbc.sql("""
                        update orgpurge.operation o
                           set state = 'DONE', waiting = null, outcome = 'REFUSED', code = 'KEY_REVOKED',
                               detail = 'every key that asked for it was revoked before it began', finished_at = clock_timestamp()
                         where o.state = 'QUEUED'
                           and not exists (select from orgpurge.operation_asker a join orgpurge.api_key k using (key_id)
                                            where a.operation_id = o.operation_id and k.revoked_at is null)
                        returning o.operation_id
                        """).query(UUID.class).list();
        return refused.isEmpty() ? List.of() : over(refused);
    }

    /** Whose organization it is by now. */
    void belongs(UUID id, String provider) {
        jdbc.sql("update orgpurge.operation set provider = :provider"
                        + " where operation_id = :id and provider is distinct from :provider")
                .param("provider", provider)
                .param("id", id)
                .update();
    }

    Optional<Operation> find(UUID id) {
        return jdbc.sql(SELECT + " where operation_id = :id")
                .param("id", id)
                .query((row, i) -> operation(row))
                .optional();
    }

    /** What a caller of that name asked for. */
    record Named(UUID operationId, boolean force) {}

    Optional<Named> named(String keyId, String name) {
        return jdbc.sql("select operation_id, force from orgpurge.operation_name where key_id = :key and name = :name")
                .param("key", keyId)
                .param("name", name)
                .query((row, i) -> new Named(row.getObject("operation_id", UUID.class), row.getBoolean("force")))
                .optional();
    }

    /** False if the caller has used the name before. */
    boolean name(String keyId, String name, Named what) {
        return jdbc.sql("insert into orgpurge.operation_name (key_id, name, operation_id, force)"
                                + " values (:key, :name, :id, :force) on conflict do nothing")
                        .param("key", keyId)
                        .param("name", name)
                        .param("id", what.operationId())
                        .param("force", what.force())
                        .update()
                == 1;
    }

    /** The last deletion; or the last rehearsal with or without force. */
    Optional<Operation> latest(OrganizationId organization, Mode mode, boolean force) {
        return jdbc.sql(SELECT + " where o.organization = :organization and mode = :mode"
                        + " and (mode = 'EXECUTE' or force = :force) order by number desc limit 1")
                .param("organization", organization.value())
                .param("mode", mode.name())
                .param("force", force)
                .query((row, i) -> operation(row))
                .optional();
    }

    /** Those of these that are over. */
    List<Operation> over(Collection<UUID> ids) {
        return jdbc.sql(SELECT + " where state = 'DONE' and operation_id = any (:ids)")
                .param("ids", ids.toArray(UUID[]::new))
                .query((row, i) -> operation(row))
                .list();
    }

    /** Names of runs that were taken up and are not settled, oldest first. */
    List<String> unsettled(Mode... modes) {
        return jdbc.sql("select request_id from orgpurge.operation where state = 'TAKEN' and mode = any (:modes)"
                        + " group by request_id order by min(number)")
                .param("modes", Stream.of(modes).map(Mode::name).toArray(String[]::new))
                .query(String.class)
                .list();
    }

    /** Names of deleting runs that have begun and whose operations are not settled, oldest first. */
    List<String> begun() {
        return jdbc.sql("select o.request_id from orgpurge.operation o join orgpurge.run r using (request_id)"
                        + " where o.state = 'TAKEN' and o.mode = 'EXECUTE'"
                        + " group by o.request_id order by min(o.number)")
                .query(String.class)
                .list();
    }

    /** There are deletions that are not settled. */
    boolean deletionsWait() {
        return jdbc.sql("select exists (select from orgpurge.operation where state <> 'DONE' and mode = 'EXECUTE')")
                .query(Boolean.class)
                .single();
    }

    /** Says of queued deletions what they wait for. */
    void deletionsWaitFor(String code) {
        jdbc.sql("update orgpurge.operation set waiting = :code"
                        + " where state = 'QUEUED' and mode = 'EXECUTE' and waiting is distinct from :code")
                .param("code", code)
                .update();
    }

    /**
     * Takes what waits longest, and what can go with it; returns how many. Operations that may share a run have the same mode
     * and force.
     *
     * @param without kinds, as {@code MODE/force}, that cannot begin now
     * @param lockHeld also from somebody whose run has not begun, and cannot begin while the caller holds the run lock
     */
    int take(String requestId, Collection<String> without, int most, boolean lockHeld) {
        return jdbc.sql(TAKE.formatted(lockHeld ? NOT_BEGUN : QUEUED))
                .param("request", requestId)
                .param("without", without.toArray(String[]::new))
                .param("most", most)
                .update();
    }

    /** All that were ever taken under this name, settled or not, in their order. */
    List<Operation> requested(String requestId) {
        return jdbc.sql(SELECT + " where request_id = :request order by number")
                .param("request", requestId)
                .query((row, i) -> operation(row))
                .list();
    }

    List<Operation> taken(String requestId) {
        return jdbc.sql(SELECT + " where request_id = :request and state = 'TAKEN' order by number")
                .param("request", requestId)
                .query((row, i) -> operation(row))
                .list();
    }

    /** Back into the queue, unless its run has begun; false if nothing was put back. */
    boolean putBack(String requestId, String waiting) {
        return jdbc.sql("update orgpurge.operation set state = 'QUEUED', request_id = null, waiting = :waiting"
                                + " where request_id = :request and state = 'TAKEN'"
                                + " and not exists (select from orgpurge.run where request_id = :request)")
                        .param("waiting", waiting)
                        .param("request", requestId)
                        .update()
                > 0;
    }

    void waits(String requestId, @Nullable String waiting) {
        jdbc.sql("update orgpurge.operation set waiting = :waiting where request_id = :request and state = 'TAKEN'")
                .param("waiting", waiting)
                .param("request", requestId)
                .update();
    }

    void runs(String requestId, UUID runId) {
        jdbc.sql("update orgpurge.operation set run_id = :run, waiting = null"
                        + " where request_id = :request and state = 'TAKEN'")
                .param("run", runId)
                .param("request", requestId)
                .update();
    }

    /** Which of those taken under this name somebody asked for after their run had ended. */
    Set<UUID> askedAgain(String requestId) {
        return Set.copyOf(jdbc.sql("select operation_id from orgpurge.operation"
                        + " where request_id = :request and state = 'TAKEN' and asked_again")
                .param("request", requestId)
                .query(UUID.class)
                .list());
    }

    /** Taken up again under the run that it had; false if somebody was quicker. */
    boolean resume(UUID id) {
        return jdbc.sql(
                                "update orgpurge.operation set state = 'TAKEN', asked_again = true, outcome = null, code = null,"
                                        + " detail = null, reasons = '[]', finished_at = null"
                                        + " where operation_id = :id and state = 'DONE' and request_id is not null")
                        .param("id", id)
                        .update()
                == 1;
    }

    void settle(UUID id, Settlement how) {
        jdbc.sql("""
                        update orgpurge.operation
                           set state = 'DONE', asked_again = false, waiting = null, run_id = coalesce(:run, run_id), outcome = :outcome, code = :code,
                               detail = :detail, reasons = cast(:reasons as jsonb), rows = :rows,
                               certificate_id = :certificate, finished_at = clock_timestamp()
                         where operation_id = :id and state <> 'DONE'
                        """)
                .param("id", id)
                .param("run", how.runId())
                .param("outcome", how.outcome().name())
                .param("code", how.code())
                .param("detail", how.detail())
                .param("reasons", JSON.writeValueAsString(how.reasons()))
                .param("rows", how.rows())
                .param("certificate", how.certificateId())
                .update();
    }

    private static Operation operation(ResultSet row) throws SQLException {
        String outcome = row.getString("outcome");
        return new Operation(
                row.getObject("operation_id", UUID.class),
                new OrganizationId(row.getString("organization")),
                row.getString("provider"),
                Mode.valueOf(row.getString("mode")),
                row.getBoolean("force"),
                row.getString("key_id"),
                row.getObject("requested_at", OffsetDateTime.class).toInstant(),
                row.getString("state").equals("TAKEN"),
                row.getString("waiting"),
                row.getObject("run_id", UUID.class),
                outcome == null ? null : Outcome.valueOf(outcome),
                row.getString("code"),
                row.getString("detail"),
                JSON.readValue(row.getString("reasons"), REASONS),
                row.getLong("rows"),
                row.getString("certificate_id"),
                instant(row));
    }

    private static @Nullable Instant instant(ResultSet row) throws SQLException {
        OffsetDateTime finished = row.getObject("finished_at", OffsetDateTime.class);
        return finished == null ? null : finished.toInstant();
    }
}
