create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table documents (id bigint primary key, org_id bigint not null references organizations, title text);
create table contracts (signed date) inherits (documents);
create index on documents (org_id);
