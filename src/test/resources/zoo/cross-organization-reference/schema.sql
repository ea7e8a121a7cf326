create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table flows (id bigint primary key, org_id bigint not null references organizations, approved_by bigint references users);
create table likes (id bigint primary key, flow_id bigint not null references flows, liker bigint references users on delete cascade);
create index on users (org_id); create index on flows (org_id); create index on flows (approved_by); create index on likes (flow_id); create index on likes (liker);
