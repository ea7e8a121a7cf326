create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
-- three kinds of nodes; a tag hangs off the common part, and a forum has a front page
create table nodes (id bigint primary key, title text, up bigint references nodes);
create table pages (id bigint primary key references nodes on delete cascade, org_id bigint not null references organizations);
create table forums (id bigint primary key references nodes, org_id bigint references organizations, front bigint references pages);
create table files (id bigint, node bigint primary key references nodes on delete restrict, page bigint not null references pages);
create table tags (id bigint primary key, node_id bigint not null references nodes on delete cascade);
create index on pages (org_id); create index on forums (org_id); create index on forums (front);
create index on files (page); create index on tags (node_id); create index on nodes (up);
