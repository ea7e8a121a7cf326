create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations, name text);
create table events (id bigint not null, org_id bigint not null references organizations) partition by list (org_id);
create table events_1 partition of events for values in (1, 2);
create table events_2 partition of events for values in (3, 4);
create table countries (id bigint primary key);
create index on users (org_id); create index on events (org_id);
create rule on_insert as on insert to users where new.name = 'nobody' do instead nothing;
create rule on_update as on update to users do also insert into countries values (new.id);
create rule switched_off as on delete to users do instead nothing;
alter table users disable rule switched_off;
create rule of_a_leaf as on delete to events_1 do instead nothing;
create rule elsewhere as on delete to countries do instead nothing;
