create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table carts (id bigint primary key, org_id bigint not null references organizations);
create table items (id bigint primary key, cart_id bigint not null references carts);
create table search_index (id bigint primary key, org_id bigint not null references organizations, item_id bigint not null);
create index on carts (org_id); create index on items (cart_id); create index on search_index (org_id); create index on search_index (item_id);
create function unindex() returns trigger language plpgsql as $$
begin delete from search_index where item_id = old.id; return old; end $$;
create trigger unindex_items after delete on items for each row execute function unindex();
