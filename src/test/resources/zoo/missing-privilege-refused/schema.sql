create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table posts (id bigint primary key, user_id bigint not null references users);
create index on users (org_id); create index on posts (user_id);
create role zoo_reader login password 'zoo_reader';
grant select, update, delete on organizations, users to zoo_reader;
grant select on posts to zoo_reader;
do $$ begin execute format('grant create on database %I to zoo_reader', current_database()); end $$;
