create table tenants (code uuid primary key, name text not null, status text not null, deactivated_at timestamptz);
create table users (id bigint primary key, tenant uuid not null references tenants);
create table posts (id bigint primary key, user_id bigint not null references users);
create table loose (id bigint primary key, tenant_code text);
create index on users (tenant); create index on posts (user_id);
