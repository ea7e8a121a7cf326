create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations, active boolean not null default true);
create table posts (id bigint primary key, author bigint references users on delete set null, pinned boolean not null);
create index on users (org_id); create index on posts (author);
create function refuse() returns trigger language plpgsql as $$
begin if old.pinned then raise exception 'pinned posts keep their author'; end if; return new; end $$;
create trigger keep_author before update on posts for each row execute function refuse();
