create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create index on users (org_id);
create function scratch() returns trigger language plpgsql as $$
begin
  create table scratch (id bigint);
  insert into scratch values (old.id);
  drop table scratch;
  return old;
end $$;
create trigger scratch_users after delete on users for each row execute function scratch();
