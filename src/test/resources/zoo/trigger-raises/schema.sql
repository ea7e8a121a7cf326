create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table ledgers (id bigint primary key, org_id bigint not null references organizations, locked boolean not null);
create index on ledgers (org_id);
create table users (id bigint primary key, org_id bigint not null references organizations);
create index on users (org_id);
create function refuse() returns trigger language plpgsql as $$
begin if old.locked then raise exception 'ledger of % is locked', old.id using errcode = 'LK001'; end if; return old; end $$;
create trigger refuse_locked before delete on ledgers for each row execute function refuse();
