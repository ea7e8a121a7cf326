create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
-- the base knows nothing of organizations; what the subtype's key points at hangs upwards
create table nodes (id bigint primary key, title text);
create table pages (id bigint primary key references nodes, org_id bigint not null references organizations);
create table node_versions (id bigint primary key, node_id bigint not null references nodes);
create index on pages (org_id); create index on node_versions (node_id);
