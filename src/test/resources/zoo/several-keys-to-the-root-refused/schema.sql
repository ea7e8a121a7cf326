create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table contracts (id bigint primary key, seller_id bigint not null references organizations, buyer_id bigint not null references organizations);
create index on contracts (seller_id); create index on contracts (buyer_id);
