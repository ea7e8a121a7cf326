package dev.orgpurge.purge;

import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.purge.RunFigures.Candidates;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Counts for whoever watches the nights; asked at a run's start and end, never during its chunks. */
@Component
public final class NightFigures {

    private static final String NIGHT =
            "select organization is null and organizations = '{}' from orgpurge.run where run_id = :run";

    private static final String LAST_SUCCESS = """
            select max(finished_at) as at
              from orgpurge.run
             where organization is null and organizations = '{}'
               and mode = (select mode from orgpurge.run where run_id = :run)
               and status in ('COMPLETE', 'NOTHING_TO_DO')
            """;

    private static final String CANDIDATES = """
            select status <> 'blocked' as eligible,
                   case when status = 'blocked' then reasons -> 0 ->> 'code' end as reason,
                   count(*) as organizations
              from orgpurge.run_organization
             where run_id = :run
             group by 1, 2
            """;

    /** A hold is a reason to be late; what another run has purged since is gone. */
    private static final String OVERDUE = """
            select count(*) as organizations, min(o.due_since) as oldest
              from (select run_id, number, as_of from orgpurge.run
                     where organization is null and organizations = '{}' and mode = 'EXECUTE' and selected
                     order by number desc limit 1) night
              join orgpurge.run_organization o using (run_id)
             where o.due_since <= night.as_of
               and o.status <> 'purged'
               and not o.reasons @> '[{"code": "LEGAL_HOLD"}]'
               and not exists (select from orgpurge.run_organization p
                                 join orgpurge.run later using (run_id)
                                where p.organization = o.organization and p.status = 'purged'
                                  and later.number > night.number)
            """;

    private static final String FAILING = """
            select count(*)
              from (select o.organization
                      from (select run_id from orgpurge.run
                             where organization is null and organizations = '{}' and mode = 'EXECUTE' and selected
                             order by number desc limit 3) nights
                      join orgpurge.run_organization o using (run_id)
                     where o.status = 'failed'
                     group by o.organization
                    having count(*) = 3) failing
            """;

    private static final String OUTCOMES = """
            select organization, status
              from orgpurge.run_organization
             where run_id = :run and batch is not distinct from :batch
               and status not in ('pending', 'claimed', 'deleted')
             order by ordinal
            """;

    private static final int FETCH = 200;

    private final JdbcClient jdbc;

    NightFigures(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As they stand now. */
    public RunFigures of(UUID run) {
        Overdue overdue = jdbc.sql(OVERDUE)
                .query((row, i) -> new Overdue(row.getLong("organizations"), instant(row, "oldest")))
                .single();
        return new RunFigures(
                jdbc.sql(NIGHT).param("run", run).query(Boolean.class).single(),
                lastSuccess(run),
                jdbc.sql(CANDIDATES)
                        .param("run", run)
                        .query((row, i) -> new Candidates(
                                row.getBoolean("eligible"), row.getString("reason"), row.getLong("organizations")))
                        .list(),
                overdue.organizations,
                overdue.oldest,
                jdbc.sql(FAILING).query(Long.class).single());
    }

    private record Overdue(long organizations, @Nullable Instant oldest) {}

    private record Moment(@Nullable Instant at) {}

    private @Nullable Instant lastSuccess(UUID run) {
        return jdbc.sql(LAST_SUCCESS)
                .param("run", run)
                .query((row, i) -> new Moment(instant(row, "at")))
                .single()
                .at;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /**
     * What became of the organizations of a batch, in the order of their selection.
     *
     * @param batch null: of those that were in none
     */
    public void outcomes(UUID run, @Nullable Integer batch, BiConsumer<OrganizationId, OrganizationStatus> reader) {
        jdbc
                .sql(OUTCOMES)
                .withFetchSize(FETCH)
                .param("run", run)
                .param("batch", batch, java.sql.Types.INTEGER)
                .query((row, i) -> {
                    reader.accept(
                            new OrganizationId(row.getString("organization")),
                            Outcomes.status(row.getString("status")));
                    return true;
                })
                .stream()
                .forEach(read -> {});
    }
}
