create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table currencies (code text primary key);
create table invoices (id bigint primary key, org_id bigint references organizations, currency text references currencies);
create index on invoices (org_id);
