-- Enabled user triggers: they can write anywhere when a row is deleted or detached. A trigger of a single leaf fires for
-- the partitioned table's rows too and is therefore shown there; clones of the partitioned table's triggers are not.
select root.oid::bigint as table_id,
       t.tgname::text as trigger_name,
       -- bits of tgtype: 1 row, 8 delete, 16 update
       t.tgtype & 8 <> 0 as on_delete,
       t.tgtype & 16 <> 0 as on_update,
       t.tgtype & 1 <> 0 as for_each_row
  from pg_catalog.pg_trigger t
  join pg_catalog.pg_class root on root.oid = coalesce(pg_catalog.pg_partition_root(t.tgrelid)::oid, t.tgrelid)
  join pg_catalog.pg_namespace n on n.oid = root.relnamespace
 where not t.tgisinternal
   and t.tgparentid = 0
   and t.tgenabled <> 'D'
   and root.relkind in ('r', 'p', 'f')
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by root.oid, t.tgname, t.oid;
