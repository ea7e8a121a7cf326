create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations default current_setting('zoo.org', true)::bigint);
create index on users (org_id);
alter table users enable row level security;
alter table users force row level security;
create policy own on users using (org_id = current_setting('zoo.org')::bigint);
create role zoo_above_row_security bypassrls login password 'zoo_above_row_security';
grant select, update, delete on all tables in schema public to zoo_above_row_security;
do $$ begin execute format('grant create on database %I to zoo_above_row_security', current_database()); end $$;
