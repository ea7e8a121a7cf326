create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table releases (id bigint primary key, state text not null, signed_by bigint references users on delete set null,
  check (state <> 'signed' or signed_by is not null));
create index on users (org_id); create index on releases (signed_by);
