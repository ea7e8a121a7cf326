-- The columns of every listed table with the base type below any domain: key tables are created and parameters are cast
-- with it, so a domain's checks never run on keys that were already accepted once.
with recursive domains as (
    select t.oid as domain, t.typbasetype as base, t.typtypmod as modifier, t.typnotnull as not_null
      from pg_catalog.pg_type t
     where t.typtype = 'd'
    union all
    select d.domain, t.typbasetype, t.typtypmod, d.not_null or t.typnotnull
      from domains d
      join pg_catalog.pg_type t on t.oid = d.base
     where t.typtype = 'd'
), bases as (
    select d.*
      from domains d
      join pg_catalog.pg_type t on t.oid = d.base
     where t.typtype <> 'd'
)
select a.attrelid::bigint as table_id,
       a.attname::text as column_name,
       -- qualified unless in pg_catalog, because the search path is empty while this is read
       case
           when b.domain is null then pg_catalog.format_type(a.atttypid, a.atttypmod)
           else pg_catalog.format_type(b.base, b.modifier)
       end as sql_type,
       v.typtype = 'c' or v.typcategory = 'A' as nested,
       pg_catalog.has_schema_privilege(n.oid, 'USAGE')
           and pg_catalog.has_column_privilege(c.oid, a.attnum, 'UPDATE') as updatable,
       -- PostgreSQL 18 sets attnotnull for NOT VALID constraints too, and older rows may then be NULL
       (a.attnotnull and not exists (
            select from pg_catalog.pg_constraint con
             where con.conrelid = a.attrelid
               and con.contype = 'n'
               and not con.convalidated
               and a.attnum = any (con.conkey)))
           or coalesce(b.not_null, false) as not_null
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  left join bases b on b.domain = a.atttypid
  join pg_catalog.pg_type v on v.oid = coalesce(b.base, a.atttypid)
 where a.attnum > 0
   and not a.attisdropped
   and c.relkind in ('r', 'p', 'f')
   and not c.relispartition
   and n.nspname !~ '^pg_'
   and n.nspname not in ('information_schema', 'orgpurge')
 order by a.attrelid, a.attnum;
