-- What identifies a row: primary keys and unique indexes, with or without a constraint. A partial, deferrable or
-- half-built index, or one on expressions, identifies nothing that a statement can rely on.
select i.indrelid::bigint as table_id,
       ic.relname::text as key_name,
       i.indisprimary as is_primary,
       -- columns after indnkeyatts are INCLUDE columns and no part of the key
       (select pg_catalog.array_agg(a.attname::text order by k.position)
          from pg_catalog.unnest(i.indkey::smallint[]) with ordinality as k (attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
         where k.position <= i.indnkeyatts) as column_names
  from pg_catalog.pg_index i
  join pg_catalog.pg_class ic on ic.oid = i.indexrelid
  join pg_catalog.pg_class c on c.oid = i.indrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where i.indisunique
   and i.indisvalid
   and i.indisready
   and i.indimmediate
   and i.indpred is null
   and i.indexprs is null
   and c.relkind in ('r', 'p', 'f')
   and not c.relispartition
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by i.indrelid, i.indisprimary desc, ic.relname;
