create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table customers (id bigint primary key, org_id bigint not null references organizations, external_id text not null, constraint customers_external unique (org_id, external_id));
create table invoices (id bigint primary key, customer_org bigint not null, customer_ext text not null,
  constraint invoices_customer foreign key (customer_org, customer_ext) references customers (org_id, external_id));
create table slugs (slug text not null, customer text not null, id bigint primary key);
create table tags (code text unique not null, org_id bigint not null references organizations, id bigint primary key);
create table tagged (id bigint primary key, tag text not null references tags (code));
create index on customers (org_id); create index on invoices (customer_org, customer_ext); create index on tags (org_id); create index on tagged (tag);
