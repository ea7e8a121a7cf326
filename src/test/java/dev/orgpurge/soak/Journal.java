package dev.orgpurge.soak;

import dev.orgpurge.soak.SoakTable.Edge;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The customer's own audit, kept by AFTER triggers in the schema {@code audit}: who inserted, updated or deleted which row,
 * and whose row it was by its live path at that moment. The product knows nothing of it, and what it says is independent of
 * the product's classes and figures.
 */
final class Journal {

    private Journal() {}

    static String tables() {
        return """
                create schema audit;
                create table audit.journal (
                  seq bigint generated always as identity primary key, at timestamptz not null, who text not null,
                  op text not null, tbl text not null, id bigint not null, home bigint, what jsonb, bad text);
                create index on audit.journal (id);
                create index on audit.journal (home);
                create table audit.initial (tbl text, id bigint, primary key (tbl, id));
                create table audit.due (org bigint primary key, at timestamptz not null);
                create table audit.obstacles (id bigint primary key, kind text not null);
                create function audit.obstacle() returns trigger language plpgsql security definer as $$
                declare what text;
                begin
                  select kind into what from audit.obstacles where id = old.id;
                  if what = 'raise' then
                    raise exception 'row % may not go', old.id using errcode = 'P0042';
                  end if;
                  return case when what is null then old end;
                end $$;
                """;
    }

    /** The triggers; to be run when the first rows are in. */
    static String triggers(World world) {
        StringBuilder sql = new StringBuilder(root());
        world.tables().forEach(table -> sql.append(trigger(world, table)));
        return sql.toString();
    }

    private static String root() {
        return """
                insert into audit.initial select 'app.orgs', id from app.orgs;
                insert into audit.due select id, clock_timestamp() from app.orgs where status = 'DEACTIVATED';
                create function audit.log_orgs() returns trigger language plpgsql security definer as $$
                begin
                  if tg_op = 'DELETE' then
                    insert into audit.journal (at, who, op, tbl, id, home, bad)
                    values (clock_timestamp(), current_setting('application_name'), 'D', 'app.orgs', old.id, old.id,
                            case when old.status <> 'DEACTIVATED' then 'it was active' end);
                    return null;
                  end if;
                  insert into audit.journal (at, who, op, tbl, id, home, what)
                  values (clock_timestamp(), current_setting('application_name'), left(tg_op, 1), 'app.orgs', new.id, new.id,
                          jsonb_build_object('status', new.status));
                  if new.status = 'DEACTIVATED' then
                    insert into audit.due values (new.id, clock_timestamp()) on conflict do nothing;
                  end if;
                  return null;
                end $$;
                create trigger journal after insert or update or delete on app.orgs
                  for each row execute function audit.log_orgs();
                create trigger obstacle before delete on app.orgs for each row execute function audit.obstacle();
                """;
    }

    private static String trigger(World world, SoakTable table) {
        String references =
                table.edges().stream().map(edge -> reference(world, edge)).collect(Collectors.joining(" "));
        String what = references.isEmpty() ? "null" : "case " + references + " end";
        String others = "to_jsonb(new) - array[" + nullable(table) + "]::text[] is distinct from to_jsonb(old) - array["
                + nullable(table) + "]::text[]";
        return """
                insert into audit.initial select '%1$s', id from %1$s;
                create function audit.log_t%2$d() returns trigger language plpgsql security definer as $$
                begin
                  if tg_op = 'DELETE' then
                    insert into audit.journal (at, who, op, tbl, id, home)
                    values (clock_timestamp(), current_setting('application_name'), 'D', '%1$s', old.id,
                            coalesce(%3$s, old.tag));
                  elsif tg_op = 'INSERT' then
                    insert into audit.journal (at, who, op, tbl, id, home)
                    values (clock_timestamp(), current_setting('application_name'), 'I', '%1$s', new.id, new.tag);
                  elsif old.id <> new.id then
                    raise exception 'no id changes here';
                  else
                    insert into audit.journal (at, who, op, tbl, id, home, what, bad)
                    values (clock_timestamp(), current_setting('application_name'), 'U', '%1$s', new.id, coalesce(%6$s, new.tag), %4$s,
                            case when %5$s then 'more than a reference changed' end);
                  end if;
                  return null;
                end $$;
                create trigger journal after insert or update or delete on %1$s
                  for each row execute function audit.log_t%2$d();
                create trigger obstacle before delete on %1$s for each row execute function audit.obstacle();
                """.formatted(
                        table.name(), table.number(), world.home(table, "old"), what, others, world.home(table, "new"));
    }

    /** What a changed reference pointed at, and whose row that is at this moment; nobody's once it is gone. */
    private static String reference(World world, Edge edge) {
        SoakTable target = world.tables().get(edge.target());
        return "when old." + edge.column() + " is distinct from new." + edge.column()
                + " then jsonb_build_object('" + edge.column() + "', old." + edge.column() + ", 'of', (select "
                + world.home(target, "y") + " from " + target.name() + " y where y.id = old." + edge.column() + "))";
    }

    private static String nullable(SoakTable table) {
        return table.edges().stream()
                .filter(Edge::setNull)
                .map(edge -> "'" + edge.column() + "'")
                .collect(Collectors.joining(", "));
    }

    /** Rows that the product deleted or changed although they were not its to touch. */
    static List<String> trespasses() {
        return List.of("""
                select 'law 1: row ' || j.id || ' of ' || j.tbl || ' was deleted, but it belonged to organization '
                       || j.home || ', which was never due'
                  from audit.journal j
                 where j.who like 'orgpurge%' and j.op = 'D'
                   and not exists (select from audit.due d where d.org = j.home and d.at <= j.at)""", """
                select 'law 5: row ' || j.id || ' of ' || j.tbl || ' was deleted before the opening entry of organization '
                       || j.home
                  from audit.journal j
                 where j.who like 'orgpurge%' and j.op = 'D'
                   and not exists (select from orgpurge.ledger_entry e
                                    where e.kind = 'PURGE_OPENED' and e.organization = j.home::text and e.at <= j.at)""", """
                select 'law 7: organization ' || j.id || ' was deleted: ' || j.bad
                  from audit.journal j where j.who like 'orgpurge%' and j.tbl = 'app.orgs' and j.bad is not null""", """
                select 'law 2: row ' || j.id || ' of ' || j.tbl || ' was changed: ' || coalesce(j.bad, j.op)
                  from audit.journal j
                 where j.who like 'orgpurge%' and (j.op = 'I' or j.op = 'U' and (j.bad is not null or j.what is null))""");
    }

    /** Rows gone by our hand and rows counted, for each organization and table, wherever the two differ. */
    static String wrongCounts() {
        return """
                with gone as (
                select home::text as org, tbl, count(*) as rows from audit.journal
                 where who like 'orgpurge%' and op = 'D' group by 1, 2
                ), told as (
                select e.organization as org, t.key as tbl, (t.value ->> 'deleted')::bigint as rows
                  from orgpurge.ledger_entry e, jsonb_each(e.body::jsonb -> 'facts' -> 'tables') t
                 where e.kind = 'PURGE_CLOSED'
                union all
                select e.organization, t.key, t.value::text::bigint
                  from orgpurge.ledger_entry e, jsonb_each(e.body::jsonb -> 'facts' -> 'deleted') t
                 where e.kind in ('PURGE_FAILED', 'PURGE_FROZEN')
                union all
                select o.organization, n.table_name, c.rows
                  from orgpurge.chunk_count c
                  join orgpurge.run_table n using (run_id, table_no)
                  join orgpurge.run_organization o using (run_id, ordinal)
                 where n.treatment = 'DELETE'
                ), counted as (select org, tbl, sum(rows) as rows from told group by 1, 2)
                select 'law 4: of organization ' || org || ' ' || coalesce(g.rows, 0) || ' rows of ' || tbl
                       || ' are gone by our hand, ' || coalesce(c.rows, 0) || ' were counted'
                  from gone g full join counted c using (org, tbl)
                 where coalesce(g.rows, 0) <> coalesce(c.rows, 0)
                """;
    }

    /** References set to NULL by our hand and counted, wherever the two differ. */
    static String wrongDetachedCounts() {
        return """
                with done as (
                select tbl, count(*) as rows from audit.journal where who like 'orgpurge%' and op = 'U' group by 1
                ), told as (
                select t.key as tbl, t.value::text::bigint as rows
                  from orgpurge.ledger_entry e, jsonb_each(e.body::jsonb -> 'facts' -> 'detached') t
                 where e.kind in ('PURGE_CLOSED', 'PURGE_FAILED', 'PURGE_FROZEN')
                union all
                select n.table_name, c.rows
                  from orgpurge.chunk_count c join orgpurge.run_table n using (run_id, table_no)
                 where n.treatment = 'SET_NULL'
                ), counted as (select tbl, sum(rows) as rows from told group by 1)
                select 'law 4: ' || coalesce(d.rows, 0) || ' references of ' || tbl || ' were set to NULL by our hand, '
                       || coalesce(c.rows, 0) || ' were counted'
                  from done d full join counted c using (tbl)
                 where coalesce(d.rows, 0) <> coalesce(c.rows, 0)
                """;
    }

    /** What the journal says is there and what is there. */
    static String lostOrFound(World world) {
        String there = world.tables().stream()
                .map(table -> "select '" + table.name() + "' as tbl, id from " + table.name())
                .collect(
                        Collectors.joining(" union all ", "select 'app.orgs' as tbl, id from app.orgs union all ", ""));
        return """
                with there as (%s), should as (
                select tbl, id from audit.initial
                union all select tbl, id from audit.journal where op = 'I'
                except all select tbl, id from audit.journal where op = 'D'
                )
                select 'law 1: row ' || id || ' of ' || tbl || ' is there against the journal'
                  from (select * from there except all select * from should) a
                union all
                select 'law 1: row ' || id || ' of ' || tbl || ' is missing against the journal'
                  from (select * from should except all select * from there) b
                """.formatted(there);
    }

    /** Certificates of organizations that are there, closed ones with rows left, and outcomes without a reason. */
    static List<String> wrongVerdicts(World world) {
        String left = world.tables().stream()
                .map(table -> "select '" + table.name() + "' as tbl, " + world.home(table, "x") + " as home from "
                        + table.name() + " x")
                .collect(Collectors.joining(" union all "));
        return List.of(
                """
                select 'law 5: organization ' || e.organization || ' is closed and its row is there'
                  from orgpurge.ledger_entry e join app.orgs o on o.id::text = e.organization
                 where e.kind = 'PURGE_CLOSED'""",
                """
                select 'law 5: organization ' || j.home || ' is gone by our hand and neither closed nor in an unfinished run'
                  from audit.journal j
                 where j.who like 'orgpurge%' and j.op = 'D' and j.tbl = 'app.orgs'
                   and not exists (select from orgpurge.ledger_entry e
                                    where e.kind in ('PURGE_CLOSED', 'PURGE_FAILED') and e.organization = j.home::text)
                   and not exists (select from orgpurge.purging p where p.organization = j.home::text)""",
                """
                select 'law 5: organization ' || organization || ' is closed ' || count(*) || ' times'
                  from orgpurge.ledger_entry where kind = 'PURGE_CLOSED' group by organization having count(*) > 1""",
                "select 'law 5: ' || count(*) || ' rows of ' || r.tbl || ' are left of closed organization ' || r.home from ("
                        + left + ") r join orgpurge.ledger_entry e on e.kind = 'PURGE_CLOSED'"
                        + " and e.organization = r.home::text group by r.tbl, r.home",
                """
                select 'law 2: organization ' || organization || ' is ' || status || ' without a reason'
                  from orgpurge.run_organization
                 where status in ('blocked', 'failed', 'frozen') and reasons = '[]'""");
    }
}
