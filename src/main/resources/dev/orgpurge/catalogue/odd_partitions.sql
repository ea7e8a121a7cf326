-- Partitions that a statement on their partitioned table does not reach as it should: foreign tables, and what a broken
-- off DETACH … CONCURRENTLY has hidden from every query (inhdetachpending, PostgreSQL 14 and later).
select -- a partition that is being detached has no root any more, but its parent has
       pg_catalog.pg_partition_root(i.inhparent)::oid::bigint as table_id,
       n.nspname::text as schema_name,
       c.relname::text as table_name,
       c.relkind = 'f' as remote
  from pg_catalog.pg_inherits i
  join pg_catalog.pg_class c on c.oid = i.inhrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relispartition
   and (c.relkind = 'f' or i.inhdetachpending)
 order by n.nspname, c.relname;
