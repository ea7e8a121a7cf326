-- Materialized views that show rows of a table, directly or through views, other materialized views, the parent it inherits
-- from or the partitioned table it is a leaf of. What a function reads inside is not known to the server.
with recursive reads (source, reader) as (
    select distinct d.refobjid, r.ev_class
      from pg_catalog.pg_rewrite r
      join pg_catalog.pg_depend d
        on d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
       and d.objid = r.oid
       and d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
       and d.refobjid <> r.ev_class
     where r.ev_type = '1'
    union
    select i.inhrelid, i.inhparent
      from pg_catalog.pg_inherits i
      join pg_catalog.pg_class c on c.oid = i.inhrelid
     where c.relkind in ('r', 'p', 'f')
), shown (source, reader) as (
    select r.source, r.reader
      from reads r
      join pg_catalog.pg_class c on c.oid = r.source
     where c.relkind in ('r', 'p', 'f')
    union
    select s.source, r.reader
      from shown s
      join reads r on r.source = s.reader
)
select distinct
       coalesce(pg_catalog.pg_partition_root(s.source)::oid, s.source)::bigint as table_id,
       n.nspname::text as schema_name,
       c.relname::text as view_name
  from shown s
  join pg_catalog.pg_class c on c.oid = s.reader
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where c.relkind = 'm'
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by 1, 2, 3;
