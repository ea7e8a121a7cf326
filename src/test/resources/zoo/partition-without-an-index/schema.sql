create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create schema leaves;
create table events (id bigint not null, org_id bigint not null references organizations, at date not null, primary key (id, at)) partition by range (at);
create table leaves.events_h1 partition of events for values from ('2026-01-01') to ('2026-07-01') partition by range (at);
create table leaves.events_q1 partition of leaves.events_h1 for values from ('2026-01-01') to ('2026-04-01');
create table leaves.events_h1_rest partition of leaves.events_h1 default;
create table leaves.events_rest partition of events default;
create index on leaves.events_q1 (org_id); create index on leaves.events_rest (org_id);
