create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table nodes (id bigint primary key, org_id bigint not null references organizations,
  parent_id bigint references nodes on delete cascade, twin_id bigint references nodes on delete restrict,
  original_id bigint references nodes on delete set null);
create index on nodes (org_id); create index on nodes (parent_id); create index on nodes (twin_id); create index on nodes (original_id);
