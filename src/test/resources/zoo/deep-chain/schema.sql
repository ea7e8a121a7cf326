create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table versions (id bigint primary key, org_id bigint not null references organizations, follows bigint unique references versions);
create index on versions (org_id);
