create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table invoices (id bigint primary key, org_id bigint references organizations, total int not null, check (org_id is not null or total = 0));
create index on invoices (org_id);
