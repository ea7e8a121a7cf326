-- One number that changes with every version (oid, xmin) of the rows that define the given tables: cheap enough to be
-- asked in every chunk. ANALYZE and VACUUM write pg_class in place and leave xmin alone. Rows come in any order, hence
-- bit_xor. Clones on leaves are left out (conparentid): a new leaf is no change.
with recursive planned as materialized (
    select c.oid, c.xmin, c.relkind
      from rows from (pg_catalog.unnest(:schemas::text[]), pg_catalog.unnest(:names::text[])) as wanted (schema, name)
      join pg_catalog.pg_namespace n on n.nspname = wanted.schema
      join pg_catalog.pg_class c on c.relnamespace = n.oid and c.relname = wanted.name
), parts (oid) as (
    -- a key that points at a partition itself is none of the partitioned table's
    select p.oid from planned p where p.relkind = 'p'
    union all
    select i.inhrelid from parts p join pg_catalog.pg_inherits i on i.inhparent = p.oid
), versions (kind, id, part, version) as (
    select 1, p.oid, 0, p.xmin
      from planned p
    union all
    select 2, a.attrelid, a.attnum, a.xmin
      from pg_catalog.pg_attribute a
     where a.attrelid in (select p.oid from planned p)
       and a.attnum > 0
    union all
    select 3, con.oid, 0, con.xmin
      from pg_catalog.pg_constraint con
     where con.conparentid = 0
       and (con.conrelid in (select p.oid from planned p) or con.confrelid in (select p.oid from planned p)
            or con.confrelid in (select p.oid from parts p))
    union all
    select 4, i.indexrelid, 0, i.xmin
      from pg_catalog.pg_index i
     where i.indrelid in (select p.oid from planned p)
    union all
    -- internal triggers carry the foreign keys above; of them only a silenced one is news
    select 5, t.oid, 0, t.xmin
      from pg_catalog.pg_trigger t
     where t.tgrelid in (select p.oid from planned p)
       and (not t.tgisinternal or t.tgenabled <> 'O')
    union all
    select 6, r.oid, 0, r.xmin
      from pg_catalog.pg_rewrite r
     where r.ev_class in (select p.oid from planned p)
    union all
    -- publications are few; what they name of a whole schema waits for the full comparison before the next batch
    select 7, p.oid, 0, p.xmin
      from pg_catalog.pg_publication p
     where exists (select from planned)
    union all
    select 8, r.oid, 0, r.xmin
      from pg_catalog.pg_publication_rel r
     where r.prrelid in (select p.oid from planned p)
)
select coalesce(pg_catalog.bit_xor(pg_catalog.hash_record_extended(row(v.kind, v.id, v.part, v.version), 0)), 0) as probe
  from versions v;
