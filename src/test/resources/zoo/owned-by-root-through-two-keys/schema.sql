create table addresses (id bigint primary key, street text);
create table visits (id bigint primary key, address_id bigint not null references addresses);
create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz,
  billing_address_id bigint references addresses, shipping_address_id bigint references addresses on delete set null);
create index on organizations (billing_address_id); create index on organizations (shipping_address_id);
create index on visits (address_id);
