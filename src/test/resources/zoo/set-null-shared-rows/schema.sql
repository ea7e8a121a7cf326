create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table instance_settings (id int primary key check (id = 1), changed_by bigint references users on delete set null, value text);
create table announcements (id bigint primary key, org_id bigint references organizations on delete set null, body text);
create index on users (org_id); create index on instance_settings (changed_by); create index on announcements (org_id);
