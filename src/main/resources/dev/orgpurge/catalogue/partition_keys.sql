-- What the foreign keys of partitioned tables mean for single partitions: which leaves no index serves, and whether a key
-- that a single partition has, or that points at one, speaks for the whole table. Asked apart from the keys themselves,
-- because most databases have few of them and the questions are dear.
with partitioned as materialized (
    select con.oid, con.conrelid, con.confrelid, con.conkey, con.confkey, root.oid as root, referenced.oid as referenced
      from pg_catalog.pg_constraint con
      join pg_catalog.pg_class root on root.oid = coalesce(pg_catalog.pg_partition_root(con.conrelid)::oid, con.conrelid)
      join pg_catalog.pg_class referenced
        on referenced.oid = coalesce(pg_catalog.pg_partition_root(con.confrelid)::oid, con.confrelid)
     where con.contype = 'f'
       and con.conparentid = 0
       and (root.relkind = 'p' or referenced.relkind = 'p')
)
select con.oid::bigint as key_id,
       (select relkind <> 'p' from pg_catalog.pg_class where oid = con.root) as whole,
       scanned.schemas as scanned_schemas,
       scanned.names as scanned_names,
       scanned.estimates as scanned_rows,
       case
           when con.conrelid <> con.root
               and exists (
                   select from pg_catalog.pg_partition_tree(con.root) leaf
                    where leaf.isleaf
                      and not exists (
                          select from pg_catalog.pg_constraint own
                           where own.conrelid = leaf.relid
                             and own.contype = 'f'
                             and coalesce(pg_catalog.pg_partition_root(own.confrelid)::oid, own.confrelid) = con.referenced
                             and pg_catalog.cardinality(own.conkey) = pg_catalog.cardinality(con.conkey)
                             and not exists (
                                 select from rows from (pg_catalog.unnest(own.conkey), pg_catalog.unnest(con.conkey)) as k (mine, theirs)
                                   join pg_catalog.pg_attribute a on a.attrelid = own.conrelid and a.attnum = k.mine
                                   join pg_catalog.pg_attribute b on b.attrelid = con.conrelid and b.attnum = k.theirs
                                  where a.attname <> b.attname)))
           then 'SOME_PARTITIONS'
           when con.confrelid <> con.referenced
               and not exists (
                   select from pg_catalog.pg_index i
                    where i.indrelid = con.referenced
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
  from partitioned con
 cross join lateral (
       -- a partition that was attached numbers its columns differently
       select coalesce(pg_catalog.array_agg(ln.nspname::text order by l.oid), '{}') as schemas,
              coalesce(pg_catalog.array_agg(l.relname::text order by l.oid), '{}') as names,
              coalesce(pg_catalog.array_agg(greatest(l.reltuples, 0)::bigint order by l.oid), '{}') as estimates
         from pg_catalog.pg_partition_tree(con.root) leaf
         join pg_catalog.pg_class l on l.oid = leaf.relid and l.relkind = 'r'
         join pg_catalog.pg_namespace ln on ln.oid = l.relnamespace
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
 order by con.oid;
