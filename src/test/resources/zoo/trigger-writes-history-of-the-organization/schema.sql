create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations, name text);
create table history (id bigint generated always as identity primary key, org_id bigint not null references organizations, what text not null);
create index on users (org_id); create index on history (org_id);
create function remember() returns trigger language plpgsql as $$
begin insert into history (org_id, what) values (old.org_id, 'user deleted'); return old; end $$;
create trigger remember_users after delete on users for each row execute function remember();
