create table parties (id bigint primary key, email text);
create table organizations (
  id bigint primary key references parties, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table people (id bigint primary key references parties, org_id bigint not null references organizations);
create table addresses (id bigint primary key, party_id bigint not null references parties);
create index on people (org_id); create index on addresses (party_id);
