-- Rewrite rules that change what a DELETE or an UPDATE does. A statement is rewritten by the rules of the table it names:
-- those of a single leaf never see the rows of the partitioned table.
select r.ev_class::bigint as table_id,
       r.rulename::text as rule_name,
       -- 1 select, 2 update, 3 insert, 4 delete
       r.ev_type = '4' as on_delete,
       r.is_instead as instead
  from pg_catalog.pg_rewrite r
  join pg_catalog.pg_class c on c.oid = r.ev_class
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
 where r.ev_type in ('2', '4')
   and r.ev_enabled <> 'D'
   and c.relkind in ('r', 'p', 'f')
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by r.ev_class, r.rulename;
