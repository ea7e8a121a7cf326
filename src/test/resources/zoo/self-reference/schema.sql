create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table folders (id bigint primary key, org_id bigint not null references organizations, parent_id bigint references folders);
create index on folders (org_id); create index on folders (parent_id);
