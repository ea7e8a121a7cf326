create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table roles (id bigint primary key, org_id bigint references organizations, name text not null);
create table role_permissions (id bigint primary key, role_id bigint not null references roles, permission text);
create table users (id bigint primary key, org_id bigint not null references organizations, role_id bigint not null references roles);
create index on roles (org_id); create index on role_permissions (role_id); create index on users (org_id); create index on users (role_id);
