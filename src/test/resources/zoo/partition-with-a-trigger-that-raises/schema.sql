create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table events (id bigint not null, org_id bigint not null references organizations, kind text not null, primary key (id, kind)) partition by list (kind);
create table events_web partition of events for values in ('web');
create table events_legal partition of events for values in ('legal');
create index on events (org_id);
create function keep() returns trigger language plpgsql as $$ begin raise exception 'kept' using errcode = '23001'; end $$;
create trigger keep before delete on events_legal for each row execute function keep();
