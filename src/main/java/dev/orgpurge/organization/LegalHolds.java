package dev.orgpurge.organization;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The legal holds of a database. Holds and releases are only ever added: who placed one, why and when stays readable after
 * its release.
 */
@Component
public final class LegalHolds {

    /** "orghold?" as a number: one placing or releasing after the other, so that a higher id is always the later one. */
    private static final long TURN = 0x6f7267686f6c6421L;

    private static final String SELECT = """
            select h.hold_id, h.organization, h.matter, h.reason, h.placed_by, h.placed_role, h.placed_at,
                   r.reason as release_reason, r.released_by, r.released_role, r.released_at
              from orgpurge.legal_hold h left join orgpurge.legal_hold_release r using (hold_id)
            """;

    private static final String STANDING =
            " not exists (select from orgpurge.legal_hold_release r" + " where r.hold_id = h.hold_id)";

    private final JdbcClient jdbc;

    public LegalHolds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A hold that stands, as far as others may know of it: without its words. */
    public record Standing(long id, boolean everyone, Instant since) {}

    /** Waits until nobody else is placing or releasing; until the end of the caller's transaction it is the caller's turn. */
    public void takeTurn() {
        jdbc.sql("set local lock_timeout = '30s'").update();
        jdbc.sql("select pg_advisory_xact_lock(:turn)").param("turn", TURN).query(row -> {});
    }

    /**
     * Places a hold in the caller's transaction, in his turn.
     *
     * @param organization null: on every organization, also on those to come
     */
    public LegalHold place(@Nullable OrganizationId organization, String matter, String reason, String by) {
        long id = jdbc.sql("insert into orgpurge.legal_hold (organization, matter, reason, placed_by)"
                        + " values (:organization, :matter, :reason, :by) returning hold_id")
                .param("organization", organization == null ? null : organization.value())
                .param("matter", matter)
                .param("reason", reason)
                .param("by", by)
                .query(Long.class)
                .single();
        return get(id);
    }

    /** Releases one hold in the caller's transaction, in his turn. */
    public LegalHold release(LegalHold hold, String reason, String by) {
        jdbc.sql("insert into orgpurge.legal_hold_release (hold_id, reason, released_by) values (:id, :reason, :by)")
                .param("id", hold.id())
                .param("reason", reason)
                .param("by", by)
                .update();
        return get(hold.id());
    }

    private LegalHold get(long id) {
        return jdbc.sql(SELECT + " where h.hold_id = :id")
                .param("id", id)
                .query(LegalHolds::hold)
                .single();
    }

    /** The holds that stand on exactly this organization, oldest first; null: those on every organization. */
    public List<LegalHold> standing(@Nullable OrganizationId organization) {
        if (!exist()) {
            return List.of();
        }
        return jdbc.sql(SELECT + " where r.hold_id is null and h.organization is not distinct from cast(:id as text)"
                        + " order by h.hold_id")
                .param("id", organization == null ? null : organization.value())
                .query(LegalHolds::hold)
                .list();
    }

    /** Every hold there ever was, oldest first. */
    public List<LegalHold> history() {
        return exist()
                ? jdbc.sql(SELECT + " order by h.hold_id")
                        .query(LegalHolds::hold)
                        .list()
                : List.of();
    }

    /** The holds that keep each of these back, those on every organization included; one question for all. */
    public Map<OrganizationId, List<Standing>> on(Collection<OrganizationId> organizations) {
        Map<OrganizationId, List<Standing>> found = new LinkedHashMap<>();
        if (organizations.isEmpty() || !exist()) {
            return found;
        }
        jdbc.sql("""
                        with asked as (select unnest(cast(:ids as text[])) as organization)
                        select a.organization, h.hold_id, false as everyone, h.placed_at
                          from asked a join orgpurge.legal_hold h using (organization)
                         where %1$s
                         union all
                        select a.organization, h.hold_id, true, h.placed_at
                          from asked a cross join orgpurge.legal_hold h
                         where h.organization is null and %1$s
                         order by 1, 2
                        """.formatted(STANDING))
                .param("ids", organizations.stream().map(OrganizationId::value).toArray(String[]::new))
                .query(row -> {
                    found.computeIfAbsent(new OrganizationId(row.getString("organization")), id -> new ArrayList<>())
                            .add(new Standing(
                                    row.getLong("hold_id"), row.getBoolean("everyone"), time(row, "placed_at")));
                });
        return found;
    }

    /** A database without our tables has no holds. */
    private boolean exist() {
        return jdbc.sql("select to_regclass('orgpurge.legal_hold') is not null")
                .query(Boolean.class)
                .single();
    }

    private static LegalHold hold(ResultSet row, int index) throws SQLException {
        String organization = row.getString("organization");
        return new LegalHold(
                row.getLong("hold_id"),
                organization == null ? null : new OrganizationId(organization),
                row.getString("matter"),
                row.getString("reason"),
                row.getString("placed_by"),
                row.getString("placed_role"),
                time(row, "placed_at"),
                release(row));
    }

    private static Optional<LegalHold.Release> release(ResultSet row) throws SQLException {
        if (row.getString("released_by") == null) {
            return Optional.empty();
        }
        return Optional.of(new LegalHold.Release(
                row.getString("release_reason"),
                row.getString("released_by"),
                row.getString("released_role"),
                time(row, "released_at")));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
