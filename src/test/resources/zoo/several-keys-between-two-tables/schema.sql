create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table messages (id bigint primary key, sender bigint not null references users, receiver bigint not null references users, seen_by bigint references users);
create index on users (org_id); create index on messages (sender); create index on messages (receiver); create index on messages (seen_by);
