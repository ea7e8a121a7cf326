create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
-- the children are partitions that carry keys of their own, under one name on all siblings
create table parts (id bigint not null, org_id bigint not null, primary key (id, org_id)) partition by list (org_id);
create table parts_a partition of parts for values in (1, 2);
create table parts_b partition of parts for values in (3, 4);
alter table parts_a add constraint parts_org foreign key (org_id) references organizations;
alter table parts_b add constraint parts_org foreign key (org_id) references organizations;
create table pieces (id bigint not null, part_id bigint not null, org_id bigint not null, primary key (id, org_id)) partition by list (org_id);
create table pieces_a partition of pieces for values in (1, 2);
create table pieces_b partition of pieces for values in (3, 4);
alter table pieces_a add constraint pieces_part foreign key (part_id, org_id) references parts_a;
alter table pieces_b add constraint pieces_part foreign key (part_id, org_id) references parts_b;
create index on parts (org_id); create index on pieces (part_id, org_id);
