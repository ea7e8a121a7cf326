create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table teams (id bigint primary key, org_id bigint not null references organizations);
create table assignments (id bigint primary key, user_id bigint references users, team_id bigint references teams, check (num_nonnulls(user_id, team_id) = 1));
create table attachments (id bigint primary key, org_id bigint references organizations, assignment_id bigint references assignments on delete cascade, check (num_nonnulls(org_id, assignment_id) = 1));
create index on users (org_id); create index on teams (org_id); create index on assignments (user_id); create index on assignments (team_id);
create index on attachments (org_id); create index on attachments (assignment_id);
