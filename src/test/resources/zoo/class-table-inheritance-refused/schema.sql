create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table nodes (id bigint primary key, title text);
create table pages (id bigint primary key references nodes, org_id bigint not null references organizations);
create index on pages (org_id);
