-- A run under way may get another plan. What was deleted until then is carried on by name, because numbers belong to a plan.
alter table orgpurge.run add column replans integer not null default 0;
alter table orgpurge.run_table add column ground text;

comment on column orgpurge.run.replans is 'how often the run got another plan';
comment on column orgpurge.run_table.table_no is 'positive: the plan in force; an earlier one''s are a million lower for each plan after it';
comment on column orgpurge.run_table.ground is 'why rows are retained';

create table orgpurge.carried (
  run_id     uuid    not null references orgpurge.run,
  batch      integer not null,
  ordinal    integer not null,
  table_name text    not null,
  treatment  text    not null check (treatment in ('DELETE', 'SET_NULL')),
  rows       bigint  not null,
  chunks     bigint  not null,
  primary key (run_id, batch, ordinal, table_name, treatment)
);

comment on table orgpurge.carried is 'what earlier plans deleted and detached of organizations that the batch goes on with';

create table orgpurge.recount (
  run_id    uuid    not null references orgpurge.run,
  batch     integer not null,
  number    integer not null,
  kind      text    not null check (kind in ('MARK_MOVED', 'REMAINING', 'MOVED')),
  table_no  integer not null,
  statement text    not null,
  primary key (run_id, batch, number)
);

comment on table orgpurge.recount is 'how a batch is counted again: asked even when the plan it was deleted by is no more';
