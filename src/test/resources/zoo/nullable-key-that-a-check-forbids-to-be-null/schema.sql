create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table teams (id bigint primary key, org_id bigint not null references organizations, lead_id bigint);
create table members (id bigint primary key, team_id bigint not null references teams, kind text not null);
alter table teams add constraint always_led check (lead_id is not null);
create index on teams (org_id); create index on teams (lead_id); create index on members (team_id);
