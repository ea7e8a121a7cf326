create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table t1 (id bigint primary key, org_id bigint not null references organizations, next_id bigint not null);
create index on t1 (next_id);
create table t2 (id bigint primary key, next_id bigint not null);
create index on t2 (next_id);
create table t3 (id bigint primary key, next_id bigint not null);
create index on t3 (next_id);
create table t4 (id bigint primary key, next_id bigint not null);
create index on t4 (next_id);
create table t5 (id bigint primary key, next_id bigint not null);
create index on t5 (next_id);
create table t6 (id bigint primary key, next_id bigint not null);
create index on t6 (next_id);
create table t7 (id bigint primary key, next_id bigint not null);
create index on t7 (next_id);
create table t8 (id bigint primary key, next_id bigint not null);
create index on t8 (next_id);
create index on t1 (org_id);
