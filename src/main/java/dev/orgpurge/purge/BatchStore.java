package dev.orgpurge.purge;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The rows of {@code orgpurge.batch}, {@code key_table}, {@code expected}, {@code carried} and {@code recount}: what a batch is and how far it has come. */
@Component
final class BatchStore {

    private final JdbcClient jdbc;

    BatchStore(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A batch that is not done; {@code round} counts the top-ups for late rows. */
    record Batch(int number, String state, int round) {}

    Optional<Batch> unfinished(UUID run) {
        return jdbc.sql(
                        "select batch, state, round from orgpurge.batch where run_id = :run and state <> 'done' order by batch limit 1")
                .param("run", run)
                .query((row, i) -> new Batch(row.getInt("batch"), row.getString("state"), row.getInt("round")))
                .optional();
    }

    int nextNumber(UUID run) {
        return jdbc.sql("select coalesce(max(batch), 0) + 1 from orgpurge.batch where run_id = :run")
                .param("run", run)
                .query(Integer.class)
                .single();
    }

    void create(UUID run, int batch) {
        jdbc.sql("insert into orgpurge.batch (run_id, batch, state) values (:run, :batch, 'open')")
                .param("run", run)
                .param("batch", batch)
                .update();
    }

    void round(UUID run, int batch, int round) {
        jdbc.sql("update orgpurge.batch set round = :round where run_id = :run and batch = :batch")
                .param("round", round)
                .param("run", run)
                .param("batch", batch)
                .update();
    }

    void done(UUID run, int batch) {
        jdbc.sql("update orgpurge.batch set state = 'done' where run_id = :run and batch = :batch")
                .param("run", run)
                .param("batch", batch)
                .update();
    }

    /** Keeps who counted a batch again, when and from where, until its evidence is closed. */
    void recounted(UUID run, int batch, String facts) {
        jdbc.sql("update orgpurge.batch set recounted = :facts where run_id = :run and batch = :batch")
                .param("facts", facts)
                .param("run", run)
                .param("batch", batch)
                .update();
    }

    String recounted(UUID run, int batch) {
        return jdbc.sql("select recounted from orgpurge.batch where run_id = :run and batch = :batch")
                .param("run", run)
                .param("batch", batch)
                .query(String.class)
                .single();
    }

    /** How often a batch was collected again for late rows. */
    int topUps(UUID run, int batch) {
        return jdbc.sql("select round from orgpurge.batch where run_id = :run and batch = :batch")
                .param("run", run)
                .param("batch", batch)
                .query(Integer.class)
                .single();
    }

    /** A key table that was filled, with the number of keys it had then. */
    record Collected(String name, long rows, int round) {}

    Optional<Collected> collected(UUID run, int batch, int tableNo) {
        return jdbc.sql("select name, rows, round from orgpurge.key_table"
                        + " where run_id = :run and batch = :batch and table_no = :table")
                .param("run", run)
                .param("batch", batch)
                .param("table", tableNo)
                .query((row, i) -> new Collected(row.getString("name"), row.getLong("rows"), row.getInt("round")))
                .optional();
    }

    void collected(UUID run, int batch, KeyTable keys, long rows, int round) {
        jdbc.sql("""
                        insert into orgpurge.key_table (run_id, batch, table_no, name, rows, round)
                        values (:run, :batch, :table, :name, :rows, :round)
                        on conflict (run_id, batch, table_no) do update set rows = excluded.rows, round = excluded.round
                        """)
                .param("run", run)
                .param("batch", batch)
                .param("table", keys.tableNo())
                .param("name", keys.sql())
                .param("rows", rows)
                .param("round", round)
                .update();
    }

    /** Keys per table number; an organization has none in most tables of a large schema. */
    KeyRows keyRows(UUID run, int batch) {
        Map<Integer, Long> rows = new TreeMap<>();
        jdbc.sql("select table_no, rows from orgpurge.key_table where run_id = :run and batch = :batch")
                .param("run", run)
                .param("batch", batch)
                .query(row -> {
                    rows.put(row.getInt("table_no"), row.getLong("rows"));
                });
        return new KeyRows(rows);
    }

    /** Forgets every key of organizations that leave in mid-purge, so that no later statement can touch them. */
    void forgetKeys(UUID run, int batch, Collection<Integer> ordinals) {
        for (String table : keyTables(run, batch)) {
            jdbc.sql("delete from " + table + " where ordinal = any (:ordinals)")
                    .param("ordinals", ordinals.toArray(Integer[]::new))
                    .update();
        }
    }

    /** Forgets every key of organizations that drop out, and what was expected of them. */
    void forget(UUID run, int batch, Collection<Integer> ordinals) {
        forgetKeys(run, batch, ordinals);
        jdbc.sql("delete from orgpurge.expected where run_id = :run and batch = :batch and ordinal = any (:ordinals)")
                .param("run", run)
                .param("batch", batch)
                .param("ordinals", ordinals.toArray(Integer[]::new))
                .update();
    }

    List<String> keyTables(UUID run, int batch) {
        return jdbc.sql("select name from orgpurge.key_table where run_id = :run and batch = :batch order by table_no")
                .param("run", run)
                .param("batch", batch)
                .query((row, i) -> row.getString(1))
                .list();
    }

    /**
     * A rehearsal keeps no keys over an end, so a batch that it has not finished is given up, and its organizations wait for
     * another one: without its keys it would look as if nothing referred to them.
     */
    void giveUp(UUID run) {
        dropKeyTables(run);
        jdbc.sql("update orgpurge.run_organization o set batch = null from orgpurge.batch b where o.run_id = :run"
                        + " and b.run_id = :run and b.batch = o.batch and b.state <> 'done' and o.status = 'pending'")
                .param("run", run)
                .update();
        jdbc.sql("delete from orgpurge.expected e using orgpurge.batch b where e.run_id = :run and b.run_id = :run"
                        + " and b.batch = e.batch and b.state <> 'done'")
                .param("run", run)
                .update();
        jdbc.sql("update orgpurge.batch set state = 'done' where run_id = :run")
                .param("run", run)
                .update();
    }

    void dropKeyTables(UUID run) {
        List<String> names = jdbc.sql("select name from orgpurge.key_table where run_id = :run")
                .param("run", run)
                .query((row, i) -> row.getString(1))
                .list();
        names.forEach(name -> jdbc.sql("drop table if exists " + name).update());
        jdbc.sql("delete from orgpurge.key_table where run_id = :run")
                .param("run", run)
                .update();
    }

    void expected(UUID run, int batch, int round, int tableNo, Map<Integer, Long> rows) {
        if (rows.isEmpty()) {
            return;
        }
        jdbc.sql("""
                        insert into orgpurge.expected (run_id, batch, round, table_no, ordinal, rows)
                        select :run, :batch, :round, :table, u.ordinal, u.rows
                          from unnest(cast(:ordinals as integer[]), cast(:rows as bigint[])) as u(ordinal, rows)
                        """)
                .param("run", run)
                .param("batch", batch)
                .param("round", round)
                .param("table", tableNo)
                .param("ordinals", rows.keySet().toArray(Integer[]::new))
                .param("rows", rows.values().toArray(Long[]::new))
                .update();
    }

    /** What was counted in a round; tables without any rows are absent. */
    ExpectedRows expectedRows(UUID run, int batch, int round) {
        Map<Integer, Long> all = new TreeMap<>();
        Map<Integer, Long> most = new TreeMap<>();
        jdbc.sql("select table_no, sum(rows)::bigint as rows, max(rows) as most from orgpurge.expected"
                        + " where run_id = :run and batch = :batch and round = :round group by 1")
                .param("run", run)
                .param("batch", batch)
                .param("round", round)
                .query(row -> {
                    all.put(row.getInt("table_no"), row.getLong("rows"));
                    most.put(row.getInt("table_no"), row.getLong("most"));
                });
        return new ExpectedRows(all, most, keyRows(run, batch));
    }

    void clearExpected(UUID run, int batch, int round) {
        jdbc.sql("delete from orgpurge.expected where run_id = :run and batch = :batch and round = :round")
                .param("run", run)
                .param("batch", batch)
                .param("round", round)
                .update();
    }

    /** Keeps the questions of a recount as they are now. */
    void keep(UUID run, int batch, List<Question> questions) {
        jdbc.sql("delete from orgpurge.recount where run_id = :run and batch = :batch")
                .param("run", run)
                .param("batch", batch)
                .update();
        jdbc.sql("""
                        insert into orgpurge.recount (run_id, batch, number, kind, table_no, statement)
                        select :run, :batch, q.number, q.kind, q.table_no, q.statement
                          from unnest(cast(:kinds as text[]), cast(:tables as integer[]), cast(:statements as text[]))
                               with ordinality as q(kind, table_no, statement, number)
                        """)
                .param("run", run)
                .param("batch", batch)
                .param("kinds", questions.stream().map(one -> one.kind().name()).toArray(String[]::new))
                .param("tables", questions.stream().map(Question::tableNo).toArray(Integer[]::new))
                .param("statements", questions.stream().map(Question::sql).toArray(String[]::new))
                .update();
    }

    /** The kept questions, in the order in which they are asked. */
    List<Question> recount(UUID run, int batch) {
        return jdbc.sql("select kind, table_no, statement from orgpurge.recount"
                        + " where run_id = :run and batch = :batch order by number")
                .param("run", run)
                .param("batch", batch)
                .query((row, i) -> new Question(
                        Question.Kind.valueOf(row.getString("kind")),
                        row.getInt("table_no"),
                        row.getString("statement")))
                .list();
    }

    /** Who of a batch lost rows, or references to them, under this plan or an earlier one. */
    Set<Integer> begun(UUID run, int batch) {
        return new HashSet<>(jdbc.sql("""
                        select ordinal from orgpurge.chunk_count where run_id = :run and batch = :batch
                         union
                        select ordinal from orgpurge.carried where run_id = :run and batch = :batch
                        """)
                .param("run", run)
                .param("batch", batch)
                .query((row, i) -> row.getInt(1))
                .list());
    }

    /** Lets a new batch go on with those whom an old one has claimed; by name, whatever their numbers meant there. */
    void carry(UUID run, int from, int to) {
        jdbc.sql("""
                        insert into orgpurge.carried (run_id, batch, ordinal, table_name, treatment, rows, chunks)
                        select :run, :to, p.ordinal, p.table_name, p.treatment, sum(p.rows), sum(p.chunks)
                          from (select c.ordinal, n.table_name, n.treatment, c.rows, 1 as chunks
                                  from orgpurge.chunk_count c join orgpurge.run_table n using (run_id, table_no)
                                 where c.run_id = :run and c.batch = :from
                                 union all
                                select ordinal, table_name, treatment, rows, chunks
                                  from orgpurge.carried
                                 where run_id = :run and batch = :from) p
                          join orgpurge.run_organization o
                            on o.run_id = :run and o.ordinal = p.ordinal and o.batch = :from and o.status = 'claimed'
                         group by 3, 4, 5
                        """).param("run", run).param("from", from).param("to", to).update();
    }

    /** Counts per organization of one statement that answers {@code ordinal, rows}. */
    Map<Integer, Long> counts(String sql) {
        Map<Integer, Long> rows = new TreeMap<>();
        jdbc.sql(sql).query(row -> {
            rows.put(row.getInt("ordinal"), row.getLong("rows"));
        });
        return rows;
    }
}
