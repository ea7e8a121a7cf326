package dev.orgpurge.zoo;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks at a database with plain SQL and knows nothing of the product. */
final class Onlooker {

    private static final String OURS = """
            with ours as (
            select c.oid, c.relkind, c.relispartition, c.relrowsecurity, c.relforcerowsecurity, c.relpersistence,
                   n.nspname || '.' || c.relname as name, format('%I.%I', n.nspname, c.relname) as sql
              from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname !~ '^pg_' and n.nspname not in ('information_schema', 'orgpurge'))
            """;

    private final JdbcClient jdbc;

    Onlooker(TestDatabase database) {
        this.jdbc = database.jdbc();
    }

    /** Every table by its name and by the name to use in SQL; the partitions of a table are looked at through it. */
    Map<String, String> tables() {
        Map<String, String> tables = new TreeMap<>();
        jdbc.sql(OURS + """
                        select name, case relkind when 'p' then '' else 'only ' end || sql as sql
                          from ours where relkind in ('r', 'p') and not relispartition""")
                .query((row, i) -> tables.put(row.getString("name"), row.getString("sql")))
                .list();
        return tables;
    }

    long count(String table) {
        return jdbc.sql("select count(*) from " + table).query(Long.class).single();
    }

    /** Number and digest of the rows of a query, whatever their order. */
    String rows(String query) {
        return jdbc.sql("select count(*) || ' ' || coalesce(md5(string_agg(h, '' order by h)), '-')"
                        + " from (select md5(q::text) as h from (" + query + ") q) d")
                .query(String.class)
                .single();
    }

    /** Relations, constraints, triggers, rules, policies and views, as text. */
    List<String> schema() {
        return jdbc.sql(OURS + """
                        select * from (
                        select concat_ws(' ', 'relation', relkind, relpersistence, relrowsecurity, relforcerowsecurity, sql) as line
                          from ours
                        union all
                        select 'constraint ' || k.convalidated || ' ' || sql || '.' || k.conname || ' '
                               || pg_get_constraintdef(k.oid)
                          from ours join pg_constraint k on k.conrelid = ours.oid
                        union all
                        select 'trigger ' || t.tgenabled::text || ' ' || pg_get_triggerdef(t.oid)
                          from ours join pg_trigger t on t.tgrelid = ours.oid
                         where not t.tgisinternal
                        union all
                        select 'server triggers ' || t.tgenabled::text || ' ' || sql || ' ' || count(*)
                          from ours join pg_trigger t on t.tgrelid = ours.oid
                         where t.tgisinternal
                         group by t.tgenabled, sql
                        union all
                        select 'view ' || sql || ' ' || pg_get_viewdef(oid) from ours where relkind in ('v', 'm')
                        union all
                        select 'policy ' || schemaname || '.' || tablename || '.' || policyname from pg_policies
                        ) s order by line""").query((row, i) -> row.getString(1)).list();
    }

    /** Per foreign key, by table and name: rows that point at nothing. */
    Map<String, Long> orphans(boolean validated) {
        Map<String, Long> orphans = new TreeMap<>();
        jdbc.sql("""
                        select k.conrelid::regclass || '.' || k.conname as name,
                               format('select count(*) from %s x where %s and not exists (select from %s y where %s)',
                                      k.conrelid::regclass,
                                      string_agg(format('x.%I is not null', a.attname), ' and '),
                                      k.confrelid::regclass,
                                      string_agg(format('x.%I = y.%I', a.attname, b.attname), ' and ')) as question
                          from pg_constraint k
                          cross join unnest(k.conkey, k.confkey) as c(child, parent)
                          join pg_attribute a on a.attrelid = k.conrelid and a.attnum = c.child
                          join pg_attribute b on b.attrelid = k.confrelid and b.attnum = c.parent
                         where k.contype = 'f' and k.conparentid = 0 and k.convalidated = :validated
                         group by k.oid, k.conrelid, k.conname, k.confrelid""")
                .param("validated", validated)
                .query((row, i) -> List.of(row.getString("name"), row.getString("question")))
                .list()
                .forEach(key -> orphans.put(key.get(0), single(key.get(1))));
        return orphans;
    }

    private long single(String question) {
        return jdbc.sql(question).query(Long.class).single();
    }

    /** Other connections to this database; a backend takes a moment to go after its client did. */
    long connectionsAfterAWhile() {
        long deadline = System.nanoTime() + 5_000_000_000L;
        long open = connections();
        while (open > 0 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            open = connections();
        }
        return open;
    }

    private long connections() {
        return single("select count(*) from pg_stat_activity where datname = current_database()"
                + " and pid <> pg_backend_pid() and backend_type = 'client backend'");
    }

    /** Prepared transactions, locks of clients and key tables that were left behind; autovacuum may be at work. */
    List<String> leftovers() {
        return jdbc.sql("""
                        select 'prepared ' || gid from pg_prepared_xacts where database = current_database()
                        union all
                        select 'lock ' || locktype from pg_locks l
                         where l.pid in (select pid from pg_stat_activity where backend_type = 'client backend')
                           and l.pid <> pg_backend_pid()
                           and l.database = (select oid from pg_database where datname = current_database())
                        union all
                        select 'key table ' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
                         where n.nspname = 'orgpurge' and c.relkind = 'r' and c.relname ~ '^key_[0-9]'
                        """).query((row, i) -> row.getString(1)).list();
    }
}
