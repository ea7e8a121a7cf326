create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table usage (id bigint not null, org_id bigint not null, kind text not null) partition by list (kind);
create table usage_cpu partition of usage for values in ('cpu');
create table usage_other partition of usage default;
alter table usage_cpu add constraint usage_cpu_org foreign key (org_id) references organizations;
create index on usage (org_id);
