package dev.orgpurge.purge;

import dev.orgpurge.constraint.Reason;
import dev.orgpurge.organization.OrganizationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** What became of the organizations of a run, read with a cursor: the list may be long. */
@Component
final class Outcomes {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<List<Reason>> REASONS = new TypeReference<>() {};
    private static final TypeReference<LinkedHashMap<String, Long>> COUNTS = new TypeReference<>() {};
    private static final int FETCH = 200;

    private static final String SELECT = """
            select o.organization, o.status, o.rule, o.reasons::text, o.certificate_id, r.mode,
                   coalesce(t.tables, '{}')::text as tables, coalesce(t.detached, '{}')::text as detached,
                   coalesce(t.retained, '{}')::text as retained,
                   coalesce(t.rows, 0) as rows
              from orgpurge.run_organization o
              join orgpurge.run r using (run_id)
              left join (
                   select x.ordinal,
                          json_object_agg(x.table_name, x.rows order by x.table_no)
                            filter (where x.treatment = 'DELETE' and x.rows > 0) as tables,
                          json_object_agg(x.table_name, x.rows order by x.table_no)
                            filter (where x.treatment = 'SET_NULL' and x.rows > 0) as detached,
                          json_object_agg(x.table_name, x.rows order by x.table_no)
                            filter (where x.treatment = 'RETAIN' and x.rows > 0) as retained,
                          sum(x.rows) filter (where x.treatment = 'DELETE') as rows
                     from (select p.ordinal, n.table_name, n.treatment, min(n.table_no) as table_no,
                                  sum(p.rows)::bigint as rows
                             from (select s.run_id, s.ordinal, s.table_no,
                                          case when m.mode = 'REHEARSAL' then s.expected
                                               else s.deleted + s.detached + s.retained end as rows
                                     from orgpurge.organization_table s join orgpurge.run m using (run_id)
                                    union all
                                   select c.run_id, c.ordinal, c.table_no, c.rows
                                     from orgpurge.chunk_count c
                                    where not exists (select from orgpurge.organization_table s
                                                       where s.run_id = c.run_id and s.ordinal = c.ordinal
                                                         and s.table_no = c.table_no)
                                    union all
                                   select c.run_id, c.ordinal, min(m.table_no), c.rows
                                     from orgpurge.carried c
                                     join orgpurge.run_table m using (run_id, table_name, treatment)
                                    where m.table_no > 0
                                      and not exists (select from orgpurge.organization_table s
                                                       where s.run_id = c.run_id and s.ordinal = c.ordinal)
                                    group by c.run_id, c.batch, c.ordinal, c.table_name, c.treatment) p
                             join orgpurge.run_table n using (run_id, table_no)
                            where n.run_id = ?
                            group by 1, 2, 3) x
                    group by 1) t using (ordinal)
             where o.run_id = ? and (?::text is null or o.organization = ?)
             order by o.ordinal
            """;

    private final JdbcTemplate jdbc;
    private final TransactionTemplate snapshot;

    Outcomes(JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        this.jdbc = new JdbcTemplate(java.util.Objects.requireNonNull(jdbc.getDataSource()));
        this.jdbc.setFetchSize(FETCH);
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
    }

    void read(UUID runId, Consumer<OrganizationOutcome> reader) {
        read(runId, null, reader);
    }

    /** What became of one of them; empty if the run did not look at it. */
    Optional<OrganizationOutcome> one(UUID runId, OrganizationId organization) {
        List<OrganizationOutcome> found = new ArrayList<>();
        read(runId, organization.value(), found::add);
        return found.stream().findFirst();
    }

    private void read(UUID runId, @Nullable String organization, Consumer<OrganizationOutcome> reader) {
        snapshot.executeWithoutResult(status -> jdbc.query(
                SELECT,
                row -> {
                    reader.accept(outcome(row));
                },
                runId,
                runId,
                organization,
                organization));
    }

    private static OrganizationOutcome outcome(ResultSet row) throws SQLException {
        return new OrganizationOutcome(
                new OrganizationId(row.getString("organization")),
                status(row.getString("status")),
                row.getString("rule"),
                row.getLong("rows"),
                counts(row.getString("tables")),
                counts(row.getString("detached")),
                counts(row.getString("retained")),
                JSON.readValue(row.getString("reasons"), REASONS),
                row.getString("certificate_id"));
    }

    private static Map<String, Long> counts(String json) {
        return JSON.readValue(json, COUNTS);
    }

    /** Claimed and deleted are steps on the way: seen from outside, such an organization is not finished yet. */
    static OrganizationStatus status(String stored) {
        return switch (stored) {
            case OrganizationStore.PENDING, OrganizationStore.CLAIMED, OrganizationStore.DELETED ->
                OrganizationStatus.PENDING;
            case OrganizationStore.BLOCKED,
                    OrganizationStore.FAILED,
                    OrganizationStore.FROZEN,
                    OrganizationStore.PURGED,
                    OrganizationStore.REHEARSED,
                    OrganizationStore.DEFERRED -> OrganizationStatus.valueOf(stored.toUpperCase(Locale.ROOT));
            default -> throw new IllegalStateException("unknown status " + stored);
        };
    }
}
