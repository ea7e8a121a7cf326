-- The pace of runs: settings that people change while one is at work, what a run makes of them, and organizations too large for one night.

create table orgpurge.pace (
  pace_id  bigint      generated always as identity primary key,
  settings jsonb       not null,
  set_by   text        not null,
  set_role text        not null default session_user,
  set_at   timestamptz not null default clock_timestamp()
);

comment on table orgpurge.pace is 'the last row holds for every run until the next one; an empty one is the end of it';

create table orgpurge.run_pace (
  run_id        uuid        primary key references orgpurge.run,
  settings      jsonb       not null,
  heard         bigint      not null,
  heard_at      timestamptz not null default clock_timestamp(),
  waiting       text,
  waiting_why   text,
  waiting_since timestamptz,
  waited_millis jsonb       not null default '{}'
);

comment on table orgpurge.run_pace is 'what a run at work goes by, as its own process last said';
comment on column orgpurge.run_pace.heard is 'number of the last row of orgpurge.pace that it has read; 0: none';

alter table orgpurge.run_organization add column giant boolean not null default false;

comment on column orgpurge.run_organization.giant is 'has more rows than a batch may have: its turn comes behind the others'' while a night has bounds';
