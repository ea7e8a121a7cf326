create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, organization_id bigint not null);
create table tasks (id bigint primary key, organization_id bigint not null);
create table task_logs (id bigint primary key, task_id bigint not null, tenant_id bigint not null);
create table countries (code text primary key);
