package dev.orgpurge.purge;

/**
 * The questions to the server, by which a run paces itself. Everything but the lag of a replica is visible to every role
 * (manual, section 27.2): that is why vacuums and waiting sessions are looked for among the locks.
 */
final class SignalSql {

    /**
     * Logical subscribers confirm what they want, when they want: their backlog counts, their lag does not. What a base backup
     * or a WAL receiver does is no replay.
     */
    static final String LAG = """
            select count(*) as replicas,
                   count(*) filter (where w.state is null) as unseen,
                   coalesce(max(extract(epoch from w.replay_lag)), 0)::double precision as seconds,
                   min(pg_wal_lsn_diff(w.replay_lsn, '0/0'))::bigint as replayed,
                   pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::bigint as written,
                   array(select n.name from unnest(cast(:replicas as text[])) as n(name)
                          where n.name not in (select application_name from pg_catalog.pg_stat_replication)) as missing
              from pg_catalog.pg_stat_replication w
             where (w.state is null or w.replay_lsn is not null)
               and (cardinality(cast(:replicas as text[])) = 0 or w.application_name = any (cast(:replicas as text[])))
               and not exists (select from pg_catalog.pg_replication_slots s
                                where s.active_pid = w.pid and s.slot_type = 'logical')
            """;

    /** Of a file's name the second eight digits are the upper half of its position, the last eight number it (section 28.5). */
    static final String BACKLOG = """
            select h.by, greatest(h.bytes, 0)::bigint as amount
              from (select 'slot ' || s.slot_name as by, pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn) as bytes
                      from pg_catalog.pg_replication_slots s
                     where s.restart_lsn is not null and s.wal_status is distinct from 'lost'
                     union all
                    select 'the archiver',
                           pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')
                             - ('x' || substr(a.last_archived_wal, 9, 8))::bit(32)::bigint * 4294967296
                             - (('x' || substr(a.last_archived_wal, 17, 8))::bit(32)::bigint + 1)
                               * pg_size_bytes(current_setting('wal_segment_size'))
                      from pg_catalog.pg_stat_archiver a
                     where current_setting('archive_mode') <> 'off' and a.last_archived_wal ~ '^[0-9A-F]{24}$'
                     union all
                    select 'nobody', 0) h
             order by h.bytes desc
             limit 1
            """;

    /** Who keeps dead rows of this database from being cleaned up; a vacuum's own snapshot does not (its PROC_IN_VACUUM). */
    static final String XMIN = """
            select h.by, h.age::bigint as amount
              from (select 'session ' || a.pid as by, age(a.backend_xmin) as age
                      from pg_catalog.pg_stat_activity a
                     where a.backend_xmin is not null and a.pid <> pg_backend_pid()
                       and (a.datid is null or a.datname = current_database())
                       and a.pid not in (select v.pid from pg_catalog.pg_stat_progress_vacuum v)
                     union all
                    select 'slot ' || s.slot_name, age(s.xmin) from pg_catalog.pg_replication_slots s where s.xmin is not null
                     union all
                    select 'a prepared transaction', age(x.transaction)
                      from pg_catalog.pg_prepared_xacts x where x.database = current_database()
                     union all
                    select 'nobody', 0) h
             order by h.age desc
             limit 1
            """;

    /** Whatever deletes holds the gate together with its row locks, so who holds the gate is one of us. */
    static final String BLOCKED = """
            with locks as materialized (
                   select l.pid, l.granted,
                          coalesce(l.locktype = 'advisory' and l.objsubid = 1
                                   and l.database = (select oid from pg_catalog.pg_database where datname = current_database())
                                   and ((l.classid::bigint << 32) | l.objid::bigint) = %d, false) as gate
                     from pg_catalog.pg_locks l),
                 ours as materialized (select pid from locks where gate and granted)
            select count(distinct w.pid)::integer as blocked
              from locks w
             where not w.granted and not w.gate
               and w.pid not in (select pid from ours)
               and pg_blocking_pids(w.pid) && array(select pid from ours)
            """.formatted(ChunkGate.KEY);

    /**
     * Tables on which a vacuum works, with those they are partitions of. One that prevents wraparound may take days and does not
     * give way; deleting beside it is safe, and nobody waits for it.
     */
    static final String VACUUMED = """
            select distinct n.nspname || '.' || c.relname as name
              from pg_catalog.pg_stat_progress_vacuum v
              join pg_catalog.pg_locks l
                on l.pid = v.pid and l.database = v.datid and l.locktype = 'relation' and l.granted
               and l.mode = 'ShareUpdateExclusiveLock'
              join pg_catalog.pg_class t on t.oid = l.relation
              left join pg_catalog.pg_class m on m.reltoastrelid = t.oid
             cross join lateral (select coalesce(m.oid, t.oid)
                                  union
                                 select a.relid from pg_partition_ancestors(coalesce(m.oid, t.oid)) a) as x(oid)
              join pg_catalog.pg_class c on c.oid = x.oid
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
             where v.datname = current_database()
               and age(t.relfrozenxid) <= current_setting('autovacuum_freeze_max_age')::bigint
            """;

    private SignalSql() {}
}
