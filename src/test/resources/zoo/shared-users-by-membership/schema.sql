create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, email text not null);
create table memberships (org_id bigint not null references organizations on delete cascade, user_id bigint not null references users on delete cascade, primary key (org_id, user_id));
create table memberships_roles (id bigint primary key, org_id bigint not null, user_id bigint not null, role text not null, foreign key (org_id, user_id) references memberships);
create table documents (id bigint primary key, org_id bigint not null references organizations, author bigint not null references users);
create index on memberships (user_id); create index on memberships_roles (org_id, user_id); create index on documents (org_id); create index on documents (author);
