create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
alter table organizations add parent_id bigint references organizations;
create index on organizations (parent_id);
create table users (id bigint primary key, org_id bigint not null references organizations);
create index on users (org_id);
