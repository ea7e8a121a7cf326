create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create domain required_id as bigint check (value is not null);
create domain required_ref as bigint not null;
create table users (id bigint primary key, org_id required_ref references organizations);
create table drafts (id bigint primary key, author required_ref, constraint drafts_author foreign key (author) references users on delete set null);
create index on users (org_id); create index on drafts (author);
