-- Which table inherits from which, directly; partitions are not listed, because their table stands for them.
select i.inhrelid::bigint as child_id,
       i.inhparent::bigint as parent_id
  from pg_catalog.pg_inherits i
  join pg_catalog.pg_class p on p.oid = i.inhparent
 where p.relkind in ('r', 'f')
 order by i.inhrelid, i.inhseqno;
