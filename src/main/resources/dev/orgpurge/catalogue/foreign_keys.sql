-- Every foreign key once. conparentid = 0 leaves out the clones that partitions bring along; a key that a single leaf
-- has, or that points at a single leaf, is shown at the topmost partitioned table, because that is the listed one.
select con.oid::bigint as key_id,
       root.oid::bigint as table_id,
       referenced.oid::bigint as referenced_id,
       con.conname::text as key_name,
       (select pg_catalog.array_agg(a.attname::text order by k.position)
          from pg_catalog.unnest(con.conkey) with ordinality as k (attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = con.conrelid and a.attnum = k.attnum) as column_names,
       (select pg_catalog.array_agg(a.attname::text order by k.position)
          from pg_catalog.unnest(con.confkey) with ordinality as k (attnum, position)
          join pg_catalog.pg_attribute a on a.attrelid = con.confrelid and a.attnum = k.attnum) as referenced_names,
       con.confdeltype::text as on_delete,
       con.confupdtype::text as on_update,
       con.condeferrable as deferrable,
       con.condeferred as initially_deferred,
       -- what holds for one leaf is not known of the whole table
       con.convalidated and con.conrelid = root.oid as validated,
       -- conenforced and conperiod exist only since PostgreSQL 18; a key is enforced by internal triggers, which
       -- ALTER TABLE … DISABLE TRIGGER ALL silences (D: disabled, R: fires on replicas only)
       coalesce((pg_catalog.to_jsonb(con) ->> 'conenforced')::boolean, true)
           and not exists (
               select from pg_catalog.pg_trigger t
                where t.tgconstraint = con.oid
                  and t.tgenabled in ('D', 'R')) as enforced,
       coalesce((pg_catalog.to_jsonb(con) ->> 'conperiod')::boolean, false) as temporal,
       -- indkey counts from 0; both sides have as many columns, so "contains" means the same set in any order
       exists (
           select from pg_catalog.pg_index i
             join pg_catalog.pg_class ic on ic.oid = i.indexrelid
             join pg_catalog.pg_am am on am.oid = ic.relam
            where i.indrelid = con.conrelid
              and i.indisvalid
              and i.indisready
              and i.indpred is null
              and am.amname in ('btree', 'hash')
              and i.indnkeyatts >= pg_catalog.cardinality(con.conkey)
              and (i.indkey::smallint[])[0 : pg_catalog.cardinality(con.conkey) - 1] @> con.conkey) as indexed
  from pg_catalog.pg_constraint con
  join pg_catalog.pg_class root on root.oid = coalesce(pg_catalog.pg_partition_root(con.conrelid)::oid, con.conrelid)
  join pg_catalog.pg_class referenced
    on referenced.oid = coalesce(pg_catalog.pg_partition_root(con.confrelid)::oid, con.confrelid)
  join pg_catalog.pg_namespace n on n.oid = root.relnamespace
 where con.contype = 'f'
   and con.conparentid = 0
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by n.nspname, root.relname, con.conname, con.oid;
