-- Every table that can hold an organization's rows. A partitioned table stands for all its leaves: listing them too
-- would show the same rows twice.
with recursive leaves as (
    select c.oid as root, i.inhrelid as leaf
      from pg_catalog.pg_class c
      join pg_catalog.pg_inherits i on i.inhparent = c.oid
     where c.relkind = 'p'
       and not c.relispartition
    union all
    select l.root, i.inhrelid
      from leaves l
      join pg_catalog.pg_inherits i on i.inhparent = l.leaf
), leaf_rows as (
    -- reltuples is -1 until the first ANALYZE; a partitioned table in between repeats what its own leaves say
    select l.root, pg_catalog.sum(greatest(c.reltuples, 0)::bigint)::bigint as estimated_rows
      from leaves l
      join pg_catalog.pg_class c on c.oid = l.leaf
     where c.relkind <> 'p'
     group by l.root
)
select c.oid::bigint as table_id,
       n.nspname::text as schema_name,
       c.relname::text as table_name,
       case c.relkind when 'r' then 'TABLE' when 'p' then 'PARTITIONED' else 'FOREIGN' end as kind,
       case c.relkind
           when 'p' then coalesce(s.estimated_rows, 0)
           else greatest(c.reltuples, 0)::bigint
       end as estimated_rows,
       -- row_security_active() would also ask the setting row_security; this asks the role alone (manual, section 5.9)
       c.relrowsecurity
           and not (r.rolsuper or r.rolbypassrls)
           and (c.relforcerowsecurity or not pg_catalog.pg_has_role(c.relowner, 'USAGE')) as hides_rows,
       c.relkind <> 'p'
           and (exists (select from pg_catalog.pg_inherits i where i.inhrelid = c.oid)
               or exists (select from pg_catalog.pg_inherits i where i.inhparent = c.oid)) as inheritance,
       -- a grant on the table is worth nothing without USAGE on its schema; NULL means dropped since the snapshot
       (select coalesce(pg_catalog.array_agg(p.name order by p.name), '{}')
          from pg_catalog.unnest(array['SELECT', 'DELETE', 'UPDATE']) as p (name)
         where pg_catalog.has_schema_privilege(n.oid, 'USAGE')
           and case when p.name = 'UPDATE' and c.relkind <> 'f'
                    -- one updatable column is enough to lock rows (manual, SELECT, the locking clause)
                    then pg_catalog.has_any_column_privilege(c.oid, p.name)
                    else pg_catalog.has_table_privilege(c.oid, p.name) end) as privileges
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  join pg_catalog.pg_roles r on r.rolname = current_user
  left join leaf_rows s on s.root = c.oid
 where c.relkind in ('r', 'p', 'f')
   and not c.relispartition
   -- names that begin with pg_ are the server's own: pg_catalog, pg_toast, pg_temp_1
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by n.nspname, c.relname;
