create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table files (id bigint primary key, bytes text);
create table users (id bigint primary key, org_id bigint not null references organizations, avatar_id bigint unique references files);
create index on users (org_id);
