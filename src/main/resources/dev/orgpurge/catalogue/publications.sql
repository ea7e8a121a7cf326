-- Which publications send a table's deletes or updates to subscribers, and the leaves whose rows they could not tell
-- apart: there the server refuses the statement (55000). What a publication names, a schema of it or everything in the
-- database is all the same to pg_get_publication_tables; with publish_via_partition_root it gives partitioned tables.
with recursive published as (
    select p.pubname, p.puballtables, p.pubdelete, p.pubupdate, t.relid
      from pg_catalog.pg_publication p
     cross join lateral pg_catalog.pg_get_publication_tables(p.pubname::text) as t
), members (pubname, puballtables, pubdelete, pubupdate, relid) as (
    select p.pubname, p.puballtables, p.pubdelete, p.pubupdate, p.relid
      from published p
    union
    select m.pubname, m.puballtables, m.pubdelete, m.pubupdate, i.inhrelid
      from members m
      join pg_catalog.pg_class c on c.oid = m.relid
      join pg_catalog.pg_inherits i on i.inhparent = m.relid
     where c.relkind = 'p'
), leaves as (
    select m.*,
           coalesce(pg_catalog.pg_partition_root(m.relid)::oid, m.relid) as root,
           pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) as leaf,
           c.relreplident = 'f'
               or exists (
                   select from pg_catalog.pg_index i
                    where i.indrelid = m.relid
                      and case c.relreplident when 'd' then i.indisprimary when 'i' then i.indisreplident else false end
                      and i.indisvalid
                      and i.indisunique
                      and i.indimmediate
                      and i.indpred is null) as identified
      from members m
      join pg_catalog.pg_class c on c.oid = m.relid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
     where c.relkind = 'r'
       and n.nspname !~ '^pg_'
       and n.nspname not in ('information_schema', 'orgpurge')
)
select l.root::bigint as table_id,
       l.pubname::text as publication_name,
       l.puballtables as all_tables,
       l.pubdelete as deletes,
       l.pubupdate as updates,
       coalesce(pg_catalog.array_agg(l.leaf order by l.leaf) filter (where not l.identified), '{}') as unidentified
  from leaves l
 group by l.root, l.pubname, l.puballtables, l.pubdelete, l.pubupdate
 order by l.root, l.pubname;
