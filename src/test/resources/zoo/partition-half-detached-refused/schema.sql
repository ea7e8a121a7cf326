create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table events (id bigint not null, org_id bigint not null references organizations, at date not null, primary key (id, at)) partition by range (at);
create table events_old partition of events for values from ('2020-01-01') to ('2026-01-01');
create table events_new partition of events for values from ('2026-01-01') to ('2030-01-01');
create index on events (org_id);
