package dev.orgpurge.purge;

import dev.orgpurge.plan.Treatment;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Adds up what was expected, done and left, per organization and table. */
@Component
final class Totals {

    /**
     * What is done beyond what was expected came late; what was expected and neither done nor left had moved away. Rows of
     * later rounds are late by definition. What earlier plans deleted was expected: nobody counted it again.
     *
     * <p>The sums are materialized and the status is asked for by key, because the planner has no statistics of a run's own
     * rows yet and else adds everything up once for each organization.
     */
    private static final String ADD_UP = """
            with b as materialized (
                 select ordinal, table_no, sum(expected)::bigint as expected, sum(done)::bigint as done,
                        sum(remaining)::bigint as remaining, sum(chunks)::bigint as chunks,
                        min(first_at) as first_at, max(last_at) as last_at
                   from (select ordinal, table_no, rows as expected, 0 as done, 0 as remaining, 0 as chunks,
                                cast(null as timestamptz) as first_at, cast(null as timestamptz) as last_at
                           from orgpurge.expected
                          where run_id = :run and batch = :batch and round = 0
                          union all
                         select ordinal, table_no, 0, sum(rows), 0, count(*), min(at), max(at)
                           from orgpurge.chunk_count
                          where run_id = :run and batch = :batch
                          group by 1, 2
                          union all
                         select c.ordinal, (select min(m.table_no) from orgpurge.run_table m
                                             where m.run_id = :run and m.table_no > 0
                                               and m.table_name = c.table_name and m.treatment = c.treatment),
                                c.rows, c.rows, 0, c.chunks, null, null
                           from orgpurge.carried c
                          where c.run_id = :run and c.batch = :batch
                          union all
                         select u.ordinal, u.table_no, 0, 0, u.rows, 0, null, null
                           from unnest(cast(:ordinals as integer[]), cast(:tables as integer[]), cast(:rows as bigint[]))
                                as u(ordinal, table_no, rows)) parts
                  where case when ordinal in (select o.ordinal from orgpurge.run_organization o
                                               where o.run_id = :run and o.status = any (:statuses)) then true else false end
                  group by 1, 2)
            insert into orgpurge.organization_table
                   (run_id, ordinal, table_no, expected, late, deleted, detached, moved, retained, remaining, chunks,
                    first_at, last_at)
            select :run, b.ordinal, b.table_no, b.expected,
                   greatest(b.done + b.remaining - b.expected, 0),
                   case when n.treatment = 'DELETE' then b.done else 0 end,
                   case when n.treatment = 'SET_NULL' then b.done else 0 end,
                   case when n.treatment = 'RETAIN' then 0 else greatest(b.expected - b.done - b.remaining, 0) end,
                   case when n.treatment = 'RETAIN' then b.expected else 0 end,
                   b.remaining, b.chunks, b.first_at, b.last_at
              from b
              join orgpurge.run_table n on n.run_id = :run and n.table_no = b.table_no
            """;

    private static final String SELECT = """
            select t.ordinal, t.table_no, n.table_name, n.treatment, t.expected, t.late, t.deleted, t.detached,
                   t.moved, t.retained, t.remaining, t.chunks, n.ground, t.first_at, t.last_at
              from orgpurge.organization_table t
              join orgpurge.run_table n using (run_id, table_no)
              join orgpurge.run_organization o using (run_id, ordinal)
             where t.run_id = :run and o.batch = :batch
             order by t.ordinal, t.table_no
            """;

    private final JdbcClient jdbc;

    Totals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A count of rows left behind. */
    record Remaining(int ordinal, int tableNo, long rows) {}

    /** Adds up the batch's organizations with these statuses; done again, it starts over. */
    void addUp(UUID run, int batch, List<Remaining> remaining, List<String> statuses) {
        jdbc.sql("delete from orgpurge.organization_table t using orgpurge.run_organization o"
                        + " where t.run_id = :run and o.run_id = :run and o.ordinal = t.ordinal and o.batch = :batch")
                .param("run", run)
                .param("batch", batch)
                .update();
        jdbc.sql(ADD_UP)
                .param("run", run)
                .param("batch", batch)
                .param("ordinals", remaining.stream().map(Remaining::ordinal).toArray(Integer[]::new))
                .param("tables", remaining.stream().map(Remaining::tableNo).toArray(Integer[]::new))
                .param("rows", remaining.stream().map(Remaining::rows).toArray(Long[]::new))
                .param("statuses", statuses.toArray(String[]::new))
                .update();
    }

    /** A rehearsal deletes nothing: what was counted is all still there. */
    void nothingDone(UUID run, int batch) {
        jdbc.sql(
                        "update orgpurge.organization_table t set remaining = t.expected, moved = 0, retained = 0 from orgpurge.run_organization o"
                                + " where t.run_id = :run and o.run_id = :run and o.ordinal = t.ordinal and o.batch = :batch")
                .param("run", run)
                .param("batch", batch)
                .update();
    }

    /** The figures of a batch, by organization. */
    Map<Integer, List<TableTotals>> ofBatch(UUID run, int batch) {
        return jdbc.sql(SELECT).param("run", run).param("batch", batch).query(Totals::totals).list().stream()
                .collect(java.util.stream.Collectors.groupingBy(TableTotals::ordinal));
    }

    /** Once its figures are added up and chained or carried on, a batch's working state has done its duty. */
    void clear(UUID run, int batch) {
        for (String table : List.of("chunk", "carried", "expected", "slice", "recount")) {
            jdbc.sql("delete from orgpurge." + table + " where run_id = :run and batch = :batch")
                    .param("run", run)
                    .param("batch", batch)
                    .update();
        }
    }

    private static TableTotals totals(ResultSet row, int index) throws SQLException {
        return new TableTotals(
                row.getInt("ordinal"),
                row.getInt("table_no"),
                row.getString("table_name"),
                Treatment.valueOf(row.getString("treatment")),
                row.getLong("expected"),
                row.getLong("late"),
                row.getLong("deleted"),
                row.getLong("detached"),
                row.getLong("moved"),
                row.getLong("retained"),
                row.getLong("remaining"),
                row.getLong("chunks"),
                row.getString("ground"),
                instant(row, "first_at"),
                instant(row, "last_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
