-- Every foreign key once. conparentid = 0 leaves out the clones that partitions bring along; a key that a single leaf
-- has, or that points at a single leaf, is shown at the topmost partitioned table, because that is the listed one.
select root.oid::bigint as table_id,
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
       scanned.schemas as scanned_schemas,
       scanned.names as scanned_names,
       scanned.estimates as scanned_rows,
       case
           when con.conrelid <> root.oid
               and exists (
                   select from pg_catalog.pg_partition_tree(root.oid) leaf
                    where leaf.isleaf
                      and not exists (
                          select from pg_catalog.pg_constraint own
                           where own.conrelid = leaf.relid
                             and own.contype = 'f'
                             and coalesce(pg_catalog.pg_partition_root(own.confrelid)::oid, own.confrelid) = referenced.oid
                             and pg_catalog.cardinality(own.conkey) = pg_catalog.cardinality(con.conkey)
                             and not exists (
                                 select from rows from (pg_catalog.unnest(own.conkey), pg_catalog.unnest(con.conkey)) as k (mine, theirs)
                                   join pg_catalog.pg_attribute a on a.attrelid = own.conrelid and a.attnum = k.mine
                                   join pg_catalog.pg_attribute b on b.attrelid = con.conrelid and b.attnum = k.theirs
                                  where a.attname <> b.attname)))
           then 'SOME_PARTITIONS'
           when con.confrelid <> referenced.oid
               and not exists (
                   select from pg_catalog.pg_index i
                    where i.indrelid = referenced.oid
                      and i.indisunique
                      and i.indisvalid
                      and i.indimmediate
                      and i.indpred is null
                      and i.indexprs is null
                      -- the key columns of the index, by name, are all among those that the key points at
                      and not exists (
                          select from pg_catalog.unnest(i.indkey::smallint[]) with ordinality as k (attnum, position)
                            join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
                           where k.position <= i.indnkeyatts
                             and not exists (
                                 select from pg_catalog.pg_attribute b
                                  where b.attrelid = con.confrelid
                                    and b.attnum = any (con.confkey)
                                    and b.attname = a.attname)))
           then 'INTO_ONE_PARTITION'
           else 'WHOLE'
       end as extent
  from pg_catalog.pg_constraint con
  join pg_catalog.pg_class root on root.oid = coalesce(pg_catalog.pg_partition_root(con.conrelid)::oid, con.conrelid)
  join pg_catalog.pg_class referenced
    on referenced.oid = coalesce(pg_catalog.pg_partition_root(con.confrelid)::oid, con.confrelid)
  join pg_catalog.pg_namespace n on n.oid = root.relnamespace
 cross join lateral (
       select coalesce(pg_catalog.array_agg(ln.nspname::text order by l.oid), '{}') as schemas,
              coalesce(pg_catalog.array_agg(l.relname::text order by l.oid), '{}') as names,
              coalesce(pg_catalog.array_agg(greatest(l.reltuples, 0)::bigint order by l.oid), '{}') as estimates
         from (select root.oid
                where root.relkind <> 'p'
                union all
               select leaf.relid
                 from pg_catalog.pg_partition_tree(root.oid) leaf
                where root.relkind = 'p'
                  and leaf.isleaf) part (id)
         join pg_catalog.pg_class l on l.oid = part.id and l.relkind = 'r'
         join pg_catalog.pg_namespace ln on ln.oid = l.relnamespace
        -- indkey counts from 0; both sides have as many columns, so "contains" means the same set in any order; columns
        -- are numbered differently in a partition that was attached
        where not exists (
              select from pg_catalog.pg_index i
                join pg_catalog.pg_class ic on ic.oid = i.indexrelid
                join pg_catalog.pg_am am on am.oid = ic.relam
               where i.indrelid = l.oid
                 and i.indisvalid
                 and i.indisready
                 and i.indpred is null
                 and am.amname in ('btree', 'hash')
                 and i.indnkeyatts >= pg_catalog.cardinality(con.conkey)
                 and (i.indkey::smallint[])[0 : pg_catalog.cardinality(con.conkey) - 1] @> array(
                     select a.attnum
                       from pg_catalog.pg_attribute k
                       join pg_catalog.pg_attribute a on a.attrelid = l.oid and a.attname = k.attname
                      where k.attrelid = con.conrelid
                        and k.attnum = any (con.conkey)))) scanned
 where con.contype = 'f'
   and con.conparentid = 0
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by n.nspname, root.relname, con.conname, con.oid;
