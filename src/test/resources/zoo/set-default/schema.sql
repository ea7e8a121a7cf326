create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table tickets (id bigint primary key, org_id bigint not null references organizations, assignee bigint default null references users on delete set default);
create index on users (org_id); create index on tickets (org_id); create index on tickets (assignee);
