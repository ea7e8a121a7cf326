create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table folders (id bigint primary key, org_id bigint not null references organizations);
create table papers (id bigint primary key, folder bigint not null references folders, title text);
create table letters (posted date) inherits (papers);
create index on folders (org_id);
create index on papers (folder);
