create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table nodes (id bigint primary key, title text);
create table pages (id bigint primary key references nodes, org_id bigint not null references organizations);
create table forums (id bigint primary key references nodes, org_id bigint references organizations);
create table links (id bigint primary key, node_id bigint references nodes on delete set null, org_id bigint not null references organizations);
create index on pages (org_id); create index on forums (org_id); create index on links (node_id); create index on links (org_id);
