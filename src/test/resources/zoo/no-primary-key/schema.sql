create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table clicks (org_id bigint not null references organizations, at timestamptz);
create unlogged table cache (user_id bigint not null references users, value text);
create unlogged table tokens (token text unique not null, org_id bigint references organizations, user_id bigint references users);
create index on users (org_id); create index on clicks (org_id); create index on cache (user_id); create index on tokens (org_id); create index on tokens (user_id);
