-- How a table is stored: its estimated size with indexes and TOAST, as of the last VACUUM or ANALYZE like the estimated rows.
-- pg_total_relation_size would look at every file and wait for whoever has the table locked.
with index_pages as (
    select i.indrelid, pg_catalog.sum(greatest(c.relpages, 0)) as pages
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
     group by i.indrelid
)
select coalesce(pg_catalog.pg_partition_root(c.oid)::oid, c.oid)::bigint as table_id,
       (pg_catalog.sum(greatest(c.relpages, 0) + greatest(t.relpages, 0) + coalesce(i.pages, 0) + coalesce(ti.pages, 0))
           * pg_catalog.current_setting('block_size')::bigint)::bigint as estimated_bytes,
       pg_catalog.bool_or(c.relpersistence = 'u') as unlogged
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join pg_catalog.pg_class t on t.oid = c.reltoastrelid
  left join index_pages i on i.indrelid = c.oid
  left join index_pages ti on ti.indrelid = t.oid
 where c.relkind in ('r', 'p')
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 group by 1;
