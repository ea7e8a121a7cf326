package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.constraint.Verdict;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.RuleMatch;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
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
    static final String REHEARSED = "rehearsed";
    static final String DEFERRED = "deferred";

    private static final JsonMapper JSON = JsonMapper.shared();

    private final JdbcClient jdbc;

    OrganizationStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A candidate of a batch. */
    record Member(int ordinal, OrganizationId id, @Nullable Instant dueSince) {}

    /** A candidate with its verdict. */
    record Judged(Organization organization, Verdict verdict) {}

    void record(UUID run, List<Judged> page) {
        int next = jdbc.sql("select coalesce(max(ordinal), 0) from orgpurge.run_organization where run_id = :run")
                .param("run", run)
                .query(Integer.class)
                .single();
        for (Judged judged : page) {
            insert(run, ++next, judged);
        }
    }

    private void insert(UUID run, int ordinal, Judged judged) {
        Optional<RuleMatch> match = judged.organization().match();
        jdbc.sql("""
                        insert into orgpurge.run_organization
                               (run_id, ordinal, organization, rule, state, since, due_since, status, reasons)
                        values (:run, :ordinal, :organization, :rule, :state, :since, :due, :status, cast(:reasons as jsonb))
                        """)
                .param("run", run)
                .param("ordinal", ordinal)
                .param("organization", judged.organization().id().value())
                .param("rule", match.map(RuleMatch::rule).orElse(null))
                .param("state", judged.organization().state().name())
                .param(
                        "since",
                        match.map(RuleMatch::since).map(OrganizationStore::utc).orElse(null))
                .param(
                        "due",
                        match.map(RuleMatch::dueSince)
                                .map(OrganizationStore::utc)
                                .orElse(null))
                .param("status", judged.verdict().eligible() ? PENDING : BLOCKED)
                .param("reasons", JSON.writeValueAsString(judged.verdict().reasons()))
                .update();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
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

    /** Puts the next eligible organizations into a batch, oldest due first; returns how many. */
    int assign(UUID run, int batch, int limit) {
        return jdbc.sql("""
                        update orgpurge.run_organization
                           set batch = :batch
                         where run_id = :run and ordinal in (
                               select ordinal from orgpurge.run_organization
                                where run_id = :run and status = 'pending' and batch is null
                                order by due_since nulls first, ordinal limit :limit)
                        """)
                .param("run", run)
                .param("batch", batch)
                .param("limit", limit)
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
                        select ordinal, organization, due_since
                          from orgpurge.run_organization
                         where run_id = :run and batch = :batch and status = :status
                         order by due_since nulls first, ordinal
                        """)
                .param("run", run)
                .param("batch", batch)
                .param("status", status)
                .query((row, i) -> {
                    OffsetDateTime due = row.getObject("due_since", OffsetDateTime.class);
                    return new Member(
                            row.getInt("ordinal"),
                            new OrganizationId(row.getString("organization")),
                            due == null ? null : due.toInstant());
                })
                .list();
    }

    void mark(UUID run, Collection<Integer> ordinals, String from, String to) {
        int updated = jdbc.sql("update orgpurge.run_organization set status = :to"
                        + " where run_id = :run and ordinal = any (:ordinals) and status = :from")
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

    void drop(UUID run, Map<Integer, List<Reason>> reasons, String status) {
        reasons.forEach((ordinal, why) -> jdbc.sql("""
                        update orgpurge.run_organization
                           set status = :status, reasons = reasons || cast(:reasons as jsonb)
                         where run_id = :run and ordinal = :ordinal and status in ('pending', 'claimed', 'deleted')
                        """)
                .param("status", status)
                .param("reasons", JSON.writeValueAsString(why))
                .param("run", run)
                .param("ordinal", ordinal)
                .update());
    }

    void opened(UUID run, int ordinal, long position) {
        jdbc.sql(
                        "update orgpurge.run_organization set opened_position = :position where run_id = :run and ordinal = :ordinal")
                .param("position", position)
                .param("run", run)
                .param("ordinal", ordinal)
                .update();
    }

    void certified(UUID run, int ordinal, String certificateId) {
        jdbc.sql("update orgpurge.run_organization set status = 'purged', certificate_id = :certificate"
                        + " where run_id = :run and ordinal = :ordinal and status = 'deleted'")
                .param("certificate", certificateId)
                .param("run", run)
                .param("ordinal", ordinal)
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

    /** Organizations that an unfinished run owns, among those given. */
    List<String> purging(Collection<String> organizations) {
        return jdbc.sql("select organization from orgpurge.purging where organization = any (:organizations)")
                .param("organizations", organizations.toArray(String[]::new))
                .query(String.class)
                .list();
    }
}
