create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table projects (id bigint primary key, org_id bigint not null references organizations, default_task bigint not null);
create table tasks (id bigint primary key, project_id bigint not null references projects);
create index on projects (org_id); create index on projects (default_task); create index on tasks (project_id);
