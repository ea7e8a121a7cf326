-- What runs do while they do it. The ledger is the evidence; these tables are the working state that a restart reads.

create table orgpurge.run (
  run_id            uuid        primary key,
  number            bigint      generated always as identity unique,
  mode              text        not null check (mode in ('REHEARSAL', 'EXECUTE')),
  status            text        not null,
  request_id        text        unique,
  organization      text,
  force             boolean     not null,
  ignore_grace      boolean     not null,
  reason            text,
  max_organizations integer,
  plan              text        not null,
  plan_digest       text        not null,
  fingerprint       text        not null,
  as_of             timestamptz not null,
  started_at        timestamptz not null default clock_timestamp(),
  finished_at       timestamptz,
  epoch             bigint      not null default 1,
  selected          boolean     not null default false,
  restarts          integer     not null default 0,
  error_code        text,
  error_detail      text
);

comment on column orgpurge.run.epoch is 'raised by whoever takes the run over; a chunk that knows an older one cannot delete';

create table orgpurge.run_table (
  run_id     uuid    not null references orgpurge.run,
  table_no   integer not null,
  table_name text    not null,
  treatment  text    not null check (treatment in ('DELETE', 'SET_NULL', 'RETAIN')),
  primary key (run_id, table_no)
);

comment on table orgpurge.run_table is 'numbers the work of a plan: tables to delete from or to keep, then references to detach';

create table orgpurge.run_organization (
  run_id          uuid        not null references orgpurge.run,
  ordinal         integer     not null,
  organization    text        not null,
  rule            text,
  state           text,
  since           timestamptz,
  due_since       timestamptz,
  status          text        not null,
  reasons         jsonb       not null default '[]',
  batch           integer,
  opened_position bigint,
  certificate_id  text,
  primary key (run_id, ordinal),
  unique (run_id, organization)
);

create index run_organization_organization on orgpurge.run_organization (organization, status);
create index run_organization_batch on orgpurge.run_organization (run_id, batch);

create table orgpurge.purging (
  organization text        primary key,
  run_id       uuid        not null references orgpurge.run,
  since        timestamptz not null default clock_timestamp()
);

create index purging_run on orgpurge.purging (run_id);

create table orgpurge.batch (
  run_id uuid    not null references orgpurge.run,
  batch  integer not null,
  state  text    not null,
  round  integer not null default 0,
  primary key (run_id, batch)
);

create table orgpurge.key_table (
  run_id   uuid    not null references orgpurge.run,
  batch    integer not null,
  table_no integer not null,
  name     text    not null,
  rows     bigint  not null,
  round    integer not null,
  primary key (run_id, batch, table_no)
);

create table orgpurge.expected (
  run_id   uuid    not null,
  batch    integer not null,
  round    integer not null,
  table_no integer not null,
  ordinal  integer not null,
  rows     bigint  not null,
  primary key (run_id, batch, round, table_no, ordinal)
);

create table orgpurge.slice (
  run_id    uuid    not null,
  batch     integer not null,
  round     integer not null,
  table_no  integer not null,
  slice     integer not null,
  target    integer not null,
  pass      integer not null,
  kind      text    not null check (kind in ('KEYS', 'GIANT', 'BLOCKS')),
  key_to    bigint  not null,
  position  bigint  not null,
  child_key text[],
  width     integer not null default 0,
  done      boolean not null default false,
  primary key (run_id, batch, round, table_no, slice)
);

comment on column orgpurge.slice.width is 'what the last chunk took or the first should, in keys, rows or blocks; a restart begins with it';

comment on column orgpurge.slice.target is 'number of the table the slice deletes from; 0: rows of several that refer to each other';

create table orgpurge.chunk (
  run_id   uuid        not null,
  batch    integer     not null,
  id       bigint      generated always as identity,
  round    integer     not null,
  table_no integer     not null,
  ordinals integer[]   not null,
  rows     bigint[]    not null,
  at       timestamptz not null default clock_timestamp(),
  primary key (run_id, batch, id)
);

comment on table orgpurge.chunk is 'no key to the run: these rows are written in the same breath as the deletes';
comment on column orgpurge.chunk.ordinals is 'the organizations of which rows were deleted or detached; rows has the numbers, in the same order';

create view orgpurge.chunk_count as
select c.run_id, c.batch, c.id, c.round, c.table_no, n.ordinal, n.rows, c.at
  from orgpurge.chunk c
 cross join unnest(c.ordinals, c.rows) as n(ordinal, rows);

create table orgpurge.organization_table (
  run_id    uuid    not null,
  ordinal   integer not null,
  table_no  integer not null,
  expected  bigint  not null,
  late      bigint  not null,
  deleted   bigint  not null,
  detached  bigint  not null,
  moved     bigint  not null,
  retained  bigint  not null,
  remaining bigint  not null,
  chunks    bigint  not null,
  primary key (run_id, ordinal, table_no)
);
