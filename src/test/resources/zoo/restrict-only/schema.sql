create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations on delete restrict);
create index on users (org_id);
create table flows (id bigint primary key, org_id bigint not null references organizations, approved_by bigint references users on delete restrict);
create index on flows (org_id); create index on flows (approved_by);
create table executions (id bigint primary key, flow_id bigint not null references flows on delete restrict);
create index on executions (flow_id);
create table outputs (id bigint primary key, execution_id bigint not null references executions);
create index on outputs (execution_id);
