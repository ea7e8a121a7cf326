create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table invoices (id bigint primary key, org_id bigint references organizations, issued_by bigint references users, total int not null);
create table invoice_lines (id bigint primary key, invoice_id bigint not null references invoices);
create index on users (org_id); create index on invoices (org_id); create index on invoices (issued_by); create index on invoice_lines (invoice_id);
