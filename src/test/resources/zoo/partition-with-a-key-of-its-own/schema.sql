create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table events (id bigint not null, org_id bigint not null references organizations, user_id bigint, kind text not null) partition by list (kind);
create table events_web partition of events for values in ('web');
create table events_rest partition of events default;
alter table events_web add constraint events_web_user foreign key (user_id) references users;
create index on users (org_id); create index on events (org_id); create index on events (user_id);
