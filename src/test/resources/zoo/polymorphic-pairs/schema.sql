create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table comments (id bigint primary key, owner_type text, owner_id bigint, body text);
create table reactions (id bigint primary key, comment_id bigint not null references comments);
create index on users (org_id); create index on comments (owner_id); create index on reactions (comment_id);
