create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create schema billing;
create table users (id bigint primary key, org_id bigint not null references organizations);
create table billing.users (id bigint primary key, org_id bigint not null references organizations, payer bigint references public.users);
create table billing.organizations (id bigint primary key, org_id bigint not null references public.organizations);
create index on users (org_id); create index on billing.users (org_id); create index on billing.users (payer); create index on billing.organizations (org_id);
