package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RuleMatch;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The rows of {@code orgpurge.run_organization}: the candidates of a run and where each of them stands. */
@Component
final class OrganizationStore {

    static final String PENDING = "pending";
    static final String CLAIMED = "claimed";
    static final String DELETED = "deleted";
    static final String PURGED = "purged";
    static final String BLOCKED = "blocked";
    static final String FAILED = "failed";
    static final String FROZEN = "frozen";
    static final String REHEARSED = "rehearsed";
    static final String DEFERRED = "deferred";

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Reason>> REASONS = new TypeReference<>() {};

    private final JdbcClient jdbc;

    OrganizationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A candidate of a batch.
     *
     * @param openedAt position of the entry that opened its purge; null before the claim
     */
    record Member(
            int ordinal,
            OrganizationId id,
            Basis basis,
            @Nullable Long openedAt,
            List<Reason> reasons) {}

    /** Why it was selected. */
    record Basis(
            @Nullable String rule,
            String state,
            @Nullable Instant since,
            @Nullable Instant dueSince) {}

    /** What a member is given when its evidence is written. */
    record Given<T>(int ordinal, T value) {}

    /** A candidate with its verdict. */
    record Judged(Organization organization, Verdict verdict) {}

    void record(UUID run, List<Judged> page) {
        int last = jdbc.sql("select coalesce(max(ordinal), 0) from orgpurge.run_organization where run_id = :run")
                .param("run", run)
                .query(Integer.class)
                .single();
        jdbc.sql("""
                        insert into orgpurge.run_organization
                               (run_id, ordinal, organization, rule, state, since, due_since, status, reasons)
                        select :run, :last + c.n, c.organization, c.rule, c.state, c.since, c.due, c.status, c.reasons
                          from unnest(cast(:organizations as text[]), cast(:rules as text[]), cast(:states as text[]),
                                      cast(:since as timestamptz[]), cast(:due as timestamptz[]), cast(:statuses as text[]),
                                      cast(:reasons as jsonb[])) with ordinality
                               as c(organization, rule, state, since, due, status, reasons, n)
                        """)
                .param("run", run)
                .param("last", last)
                .param(
                        "organizations",
                        column(page, one -> one.organization().id().value()))
                .param("rules", matched(page, RuleMatch::rule))
                .param("states", column(page, one -> one.organization().state().name()))
                .param("since", matched(page, RuleMatch::since))
                .param("due", matched(page, RuleMatch::dueSince))
                .param("statuses", column(page, one -> one.verdict().eligible() ? PENDING : BLOCKED))
                .param(
                        "reasons",
                        column(
                                page,
                                one -> JSON.writeValueAsString(one.verdict().reasons())))
                .update();
    }

    private static @Nullable String[] matched(List<Judged> page, Function<RuleMatch, @Nullable Object> value) {
        return column(
                page,
                one -> one.organization()
                        .match()
                        .map(value)
                        .map(Object::toString)
                        .orElse(null));
    }

    private static @Nullable String[] column(List<Judged> page, Function<Judged, @Nullable String> value) {
        return page.stream().map(value).toArray(String[]::new);
    }

    /** Cuts the eligible ones, oldest due first; returns how many were deferred. */
    int deferAllBut(UUID run, int kept) {
        return jdbc.sql("""
                        update orgpurge.run_organization
                           set status = 'deferred'
                         where run_id = :run and ordinal in (
                               select ordinal from orgpurge.run_organization
                                where run_id = :run and status = 'pending'
                                order by due_since nulls first, ordinal offset :kept)
                        """).param("run", run).param("kept", kept).update();
    }

    long count(UUID run, String status) {
        return jdbc.sql("select count(*) from orgpurge.run_organization where run_id = :run and status = :status")
                .param("run", run)
                .param("status", status)
                .query(Long.class)
                .single();
    }

    /** Puts the next eligible organizations into a batch, oldest due first, without known giants; returns how many. */
    int assign(UUID run, int batch, int limit) {
        return jdbc.sql("""
                        update orgpurge.run_organization
                           set batch = :batch
                         where run_id = :run and ordinal in (
                               select ordinal from orgpurge.run_organization
                                where run_id = :run and status = 'pending' and batch is null and not giant
                                order by due_since nulls first, ordinal limit :limit)
                        """)
                .param("run", run)
                .param("batch", batch)
                .param("limit", limit)
                .update();
    }

    /** Puts the next giant into a batch, if one is known and waits; returns how many. */
    int assignGiant(UUID run, int batch) {
        return jdbc.sql("""
                        update orgpurge.run_organization
                           set batch = :batch
                         where run_id = :run and ordinal in (
                               select ordinal from orgpurge.run_organization
                                where run_id = :run and status = 'pending' and batch is null and giant
                                order by due_since nulls first, ordinal limit 1)
                        """).param("run", run).param("batch", batch).update();
    }

    /** Leaves one that is in no batch to another night. */
    void defer(UUID run, int ordinal, Reason reason) {
        drop(run, Map.of(ordinal, List.of(reason)), DEFERRED);
    }

    /** Leaves everyone who is in no batch to another night; returns how many. */
    int deferRest(UUID run, Reason reason) {
        return jdbc.sql("update orgpurge.run_organization set status = 'deferred', reasons = cast(:reasons as jsonb)"
                        + " where run_id = :run and status = 'pending' and batch is null")
                .param("reasons", JSON.writeValueAsString(List.of(reason)))
                .param("run", run)
                .update();
    }

    /**
     * How many of a run's eligible organizations an earlier night's guards let pass, and only its bounds kept from going. What a
     * guard was asked once it is not asked again.
     */
    long letPassBefore(UUID run) {
        return jdbc.sql("""
                        select count(*)
                          from orgpurge.run_organization o
                         where o.run_id = :run and o.status = 'pending'
                           and (select d.status = 'deferred'
                                       and (d.reasons @> '[{"code": "BUDGET_SPENT"}]' or d.reasons @> '[{"code": "GIANT_WAITS"}]')
                                  from orgpurge.run_organization d
                                  join orgpurge.run r using (run_id)
                                 where d.organization = o.organization and r.mode = 'EXECUTE' and d.run_id <> o.run_id
                                 order by r.number desc
                                 limit 1)
                        """).param("run", run).query(Long.class).single();
    }

    /** Puts these eligible organizations into a batch that has begun, before their turn. */
    void join(UUID run, int batch, Collection<Integer> ordinals) {
        int joined = jdbc.sql("update orgpurge.run_organization set batch = :batch"
                        + " where run_id = :run and ordinal = any (:ordinals) and status = 'pending' and batch is null")
                .param("batch", batch)
                .param("run", run)
                .param("ordinals", ordinals.toArray(Integer[]::new))
                .update();
        if (joined != ordinals.size()) {
            throw new IllegalStateException(joined + " of " + ordinals.size() + " organizations joined batch " + batch);
        }
    }

    /** Lets another batch go on with these. */
    void move(UUID run, Collection<Integer> ordinals, int batch) {
        jdbc.sql("update orgpurge.run_organization set batch = :batch"
                        + " where run_id = :run and ordinal = any (:ordinals)")
                .param("batch", batch)
                .param("run", run)
                .param("ordinals", ordinals.toArray(Integer[]::new))
                .update();
    }

    /** Sends organizations back: a later batch takes them. */
    void release(UUID run, Collection<Integer> ordinals) {
        jdbc.sql("update orgpurge.run_organization set batch = null where run_id = :run and ordinal = any (:ordinals)")
                .param("run", run)
                .param("ordinals", ordinals.toArray(Integer[]::new))
                .update();
    }

    /** The batch's organizations with this status, oldest due first. */
    List<Member> members(UUID run, int batch, String status) {
        return jdbc.sql("""
                        select ordinal, organization, rule, state, since, due_since, opened_position, reasons::text
                          from orgpurge.run_organization
                         where run_id = :run and batch = :batch and status = :status
                         order by due_since nulls first, ordinal
                        """)
                .param("run", run)
                .param("batch", batch)
                .param("status", status)
                .query(OrganizationStore::member)
                .list();
    }

    private static Member member(ResultSet row, int index) throws SQLException {
        return new Member(
                row.getInt("ordinal"),
                new OrganizationId(row.getString("organization")),
                new Basis(
                        row.getString("rule"),
                        row.getString("state"),
                        instant(row, "since"),
                        instant(row, "due_since")),
                row.getObject("opened_position", Long.class),
                JSON.readValue(row.getString("reasons"), REASONS));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** How many of a batch's organizations have this status. */
    long count(UUID run, int batch, String status) {
        return jdbc.sql("select count(*) from orgpurge.run_organization"
                        + " where run_id = :run and batch = :batch and status = :status")
                .param("run", run)
                .param("batch", batch)
                .param("status", status)
                .query(Long.class)
                .single();
    }

    void mark(UUID run, Collection<Integer> ordinals, String from, String to) {
        int updated = jdbc.sql("update orgpurge.run_organization o set status = :to"
                        + " from unnest(cast(:ordinals as integer[])) as u(ordinal)"
                        + " where o.run_id = :run and o.ordinal = u.ordinal and o.status = :from")
                .param("to", to)
                .param("run", run)
                .param("ordinals", ordinals.toArray(Integer[]::new))
                .param("from", from)
                .update();
        if (updated != ordinals.size()) {
            throw new IllegalStateException(
                    "expected to mark " + ordinals.size() + " organizations " + to + ", marked " + updated);
        }
    }

    /** Those of these that are still in. */
    Map<Integer, OrganizationId> stillIn(UUID run, Collection<Integer> ordinals) {
        Map<Integer, OrganizationId> in = new TreeMap<>();
        jdbc.sql(
                        "select ordinal, organization from orgpurge.run_organization"
                                + " where run_id = :run and ordinal = any (:ordinals) and status in ('pending', 'claimed', 'deleted')")
                .param("run", run)
                .param("ordinals", ordinals.toArray(Integer[]::new))
                .query(row -> {
                    in.put(row.getInt("ordinal"), new OrganizationId(row.getString("organization")));
                });
        return in;
    }

    /** The next deferred organizations behind a place in the run, in the order of their selection. */
    SortedMap<Integer, OrganizationId> deferred(UUID run, int after, int limit) {
        SortedMap<Integer, OrganizationId> deferred = new TreeMap<>();
        jdbc.sql("""
                        select ordinal, organization from orgpurge.run_organization
                         where run_id = :run and status = 'deferred' and ordinal > :after
                         order by ordinal limit :limit
                        """)
                .param("run", run)
                .param("after", after)
                .param("limit", limit)
                .query(row -> {
                    deferred.put(row.getInt("ordinal"), new OrganizationId(row.getString("organization")));
                });
        return deferred;
    }

    /** Takes organizations out for these reasons; answers how many of them were still in. */
    int drop(UUID run, Map<Integer, List<Reason>> reasons, String status) {
        return jdbc.sql("""
                        update orgpurge.run_organization o
                           set status = :status, reasons = o.reasons || u.reasons
                          from unnest(cast(:ordinals as integer[]), cast(:reasons as jsonb[])) as u(ordinal, reasons)
                         where o.run_id = :run and o.ordinal = u.ordinal and o.status in ('pending', 'claimed', 'deleted')
                        """)
                .param("status", status)
                .param("ordinals", reasons.keySet().toArray(Integer[]::new))
                .param(
                        "reasons",
                        reasons.values().stream().map(JSON::writeValueAsString).toArray(String[]::new))
                .param("run", run)
                .update();
    }

    /** Who left, and as what. */
    record Left(int ordinal, OrganizationId id, String status) {}

    /** Takes claimed organizations out for these reasons; answers those that were still in. */
    List<Left> leave(UUID run, Map<Integer, List<Reason>> reasons, String status) {
        return jdbc.sql("""
                        update orgpurge.run_organization o
                           set status = :status, reasons = o.reasons || u.reasons
                          from unnest(cast(:ordinals as integer[]), cast(:reasons as jsonb[])) as u(ordinal, reasons)
                         where o.run_id = :run and o.ordinal = u.ordinal and o.status = 'claimed'
                        returning o.ordinal, o.organization
                        """)
                .param("status", status)
                .param("ordinals", reasons.keySet().toArray(Integer[]::new))
                .param(
                        "reasons",
                        reasons.values().stream().map(JSON::writeValueAsString).toArray(String[]::new))
                .param("run", run)
                .query((row, i) -> new Left(row.getInt(1), new OrganizationId(row.getString(2)), status))
                .list();
    }

    /** Marks those as claimed whose evidence was opened at these positions of the ledger. */
    void claimed(UUID run, List<Given<Long>> positions) {
        int claimed = jdbc.sql("""
                        update orgpurge.run_organization o
                           set status = 'claimed', opened_position = u.position
                          from unnest(cast(:ordinals as integer[]), cast(:positions as bigint[])) as u(ordinal, position)
                         where o.run_id = :run and o.ordinal = u.ordinal and o.status = 'pending'
                        """)
                .param("ordinals", positions.stream().map(Given::ordinal).toArray(Integer[]::new))
                .param("positions", positions.stream().map(Given::value).toArray(Long[]::new))
                .param("run", run)
                .update();
        if (claimed != positions.size()) {
            throw new IllegalStateException(
                    "expected to claim " + positions.size() + " organizations, claimed " + claimed);
        }
    }

    void certified(UUID run, List<Given<String>> certificates) {
        jdbc.sql("""
                        update orgpurge.run_organization o
                           set status = 'purged', certificate_id = u.certificate
                          from unnest(cast(:ordinals as integer[]), cast(:certificates as text[])) as u(ordinal, certificate)
                         where o.run_id = :run and o.ordinal = u.ordinal and o.status = 'deleted'
                        """)
                .param("ordinals", certificates.stream().map(Given::ordinal).toArray(Integer[]::new))
                .param("certificates", certificates.stream().map(Given::value).toArray(String[]::new))
                .param("run", run)
                .update();
    }

    /** The latest run that purged an organization. */
    Optional<UUID> purgedIn(OrganizationId organization) {
        return jdbc.sql("""
                        select o.run_id
                          from orgpurge.run_organization o join orgpurge.run r using (run_id)
                         where o.organization = :organization and o.status = 'purged'
                         order by r.number desc limit 1
                        """)
                .param("organization", organization.value())
                .query(UUID.class)
                .optional();
    }

    /** Those of these that another run purged after this one began, by the run. */
    Map<OrganizationId, UUID> purgedMeanwhile(UUID runId, Collection<OrganizationId> asked) {
        Map<OrganizationId, UUID> purged = new LinkedHashMap<>();
        jdbc.sql("""
                        select o.organization, o.run_id
                          from orgpurge.run_organization o join orgpurge.run r using (run_id)
                         where o.organization = any (cast(:organizations as text[])) and o.status = 'purged'
                           and r.number > (select this.number from orgpurge.run this where this.run_id = :id)
                         order by r.number
                        """)
                .param(
                        "organizations",
                        asked.stream().map(OrganizationId::value).toArray(String[]::new))
                .param("id", runId)
                .query(row -> {
                    purged.put(new OrganizationId(row.getString("organization")), row.getObject("run_id", UUID.class));
                });
        return purged;
    }

    /** The unfinished run that owns an organization. */
    Optional<UUID> purgingIn(OrganizationId organization) {
        return jdbc.sql("select run_id from orgpurge.purging where organization = :organization")
                .param("organization", organization.value())
                .query(UUID.class)
                .optional();
    }

    /** The run in which an organization froze, if no later one took it up. */
    Optional<UUID> frozenIn(OrganizationId organization) {
        return jdbc.sql("select run_id from orgpurge.frozen where organization = :organization")
                .param("organization", organization.value())
                .query(UUID.class)
                .optional();
    }

    /** The run in which an organization's purge failed after rows of it were gone, if that was its last one. */
    Optional<UUID> failedHalfWayIn(OrganizationId organization) {
        return jdbc.sql("""
                        select last.run_id
                          from (select o.run_id, o.ordinal, o.status
                                  from orgpurge.run_organization o join orgpurge.run r using (run_id)
                                 where o.organization = :organization and o.opened_position is not null
                                 order by r.number desc limit 1) last
                         where last.status = 'failed'
                           and exists (select from orgpurge.organization_table t
                                        where t.run_id = last.run_id and t.ordinal = last.ordinal
                                          and t.deleted + t.detached > 0)
                        """)
                .param("organization", organization.value())
                .query(UUID.class)
                .optional();
    }
}
