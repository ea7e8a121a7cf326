create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
-- an entity is the base of a node, which is the base of a page; revisions hang off the lowest of them
create table entities (id uuid primary key, kind text not null, unique (id, kind));
create table nodes (id uuid primary key, kind text not null default 'node', foreign key (id, kind) references entities (id, kind));
create table pages (id uuid primary key references nodes on delete cascade, org_id bigint not null references organizations);
create table revisions (id bigint primary key, entity_id uuid not null references entities);
create table comments (id bigint primary key, revision_id bigint not null references revisions);
create index on pages (org_id); create index on revisions (entity_id); create index on comments (revision_id);
