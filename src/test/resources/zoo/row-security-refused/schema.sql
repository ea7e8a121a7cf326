create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create index on users (org_id);
alter table users enable row level security;
create policy own on users using (org_id = 1);
create role zoo_row_security login password 'zoo_row_security';
grant select, update, delete on all tables in schema public to zoo_row_security;
do $$ begin execute format('grant create on database %I to zoo_row_security', current_database()); end $$;
