create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table parts (id bigint not null, kind text not null, org_id bigint not null references organizations, primary key (id, kind)) partition by list (kind);
create table parts_a partition of parts for values in ('a');
create table parts_b partition of parts for values in ('b');
create unique index parts_a_id on parts_a (id);
create index on parts (org_id);

create table pieces (id bigint primary key, part_id bigint not null constraint pieces_part references parts_a (id));
create index on pieces (part_id);
