create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table invoices (id bigint primary key, org_id bigint not null references organizations);
create index on invoices (org_id);
