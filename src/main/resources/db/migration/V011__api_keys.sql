-- What the HTTP API needs: keys, and what was asked for with them.

create table orgpurge.api_key (
  key_id       text        primary key,
  role         text        not null,
  organization text,
  provider     text,
  note         text,
  salt         text        not null,
  hash         text        not null,
  created_by   text        not null,
  created_role text        not null default session_user,
  created_at   timestamptz not null default clock_timestamp(),
  expires_at   timestamptz not null,
  revoked_at   timestamptz,
  revoked_by   text,
  last_used_at timestamptz,
  constraint api_key_one_reach check (organization is null or provider is null)
);

comment on table orgpurge.api_key is 'the key itself is shown once and kept nowhere; hash is SHA-256 over salt and key';
comment on column orgpurge.api_key.organization is 'the only organization it reaches; null with provider null: every organization';

create table orgpurge.operation (
  operation_id    uuid        primary key,
  number          bigint      generated always as identity unique,
  organization    text        not null,
  provider        text,
  mode            text        not null check (mode in ('REHEARSAL', 'EXECUTE')),
  force           boolean     not null,
  key_id          text        not null references orgpurge.api_key,
  requested_at    timestamptz not null default clock_timestamp(),
  state           text        not null default 'QUEUED' check (state in ('QUEUED', 'TAKEN', 'DONE')),
  asked_again     boolean     not null default false,
  force_wanted    boolean     not null default false,
  request_id      text,
  waiting         text,
  run_id          uuid,
  outcome         text,
  code            text,
  detail          text,
  reasons         jsonb       not null default '[]',
  rows            bigint      not null default 0,
  certificate_id  text,
  finished_at     timestamptz
);

-- a deletion is one, whoever wants it with force; rehearsals of the two kinds have different answers
create unique index operation_one_at_a_time on orgpurge.operation (organization, mode, (mode = 'REHEARSAL' and force))
 where state <> 'DONE';
create index operation_organization on orgpurge.operation (organization, mode, number);
create index operation_request on orgpurge.operation (request_id);
create index operation_key on orgpurge.operation (key_id);

comment on column orgpurge.operation.asked_again is 'somebody asked for it after its run had ended before its end';
comment on column orgpurge.operation.force_wanted is 'somebody asked for it with force; if it is refused for want of that, it is queued again';
comment on column orgpurge.operation.request_id is 'names the run that several of them share; who takes them writes it down before the run begins';
comment on column orgpurge.operation.waiting is 'the code of what keeps it from beginning';

create table orgpurge.operation_asker (
  operation_id uuid        not null references orgpurge.operation,
  key_id       text        not null references orgpurge.api_key,
  asked_at     timestamptz not null default clock_timestamp(),
  primary key (operation_id, key_id)
);

create index operation_asker_key on orgpurge.operation_asker (key_id);

comment on table orgpurge.operation_asker is 'with which keys it was asked for; when all of them are revoked, what has not begun is not begun';

create table orgpurge.operation_name (
  key_id       text        not null references orgpurge.api_key,
  name         text        not null,
  operation_id uuid        not null references orgpurge.operation,
  force        boolean     not null,
  named_at     timestamptz not null default clock_timestamp(),
  primary key (key_id, name)
);

create index operation_name_operation on orgpurge.operation_name (operation_id);

comment on table orgpurge.operation_name is 'what callers call their requests (Idempotency-Key): several may have become one operation';
comment on column orgpurge.operation_name.force is 'what the caller asked for, which need not be what the operation was first asked for';

-- a run of several named organizations
alter table orgpurge.run add column organizations text[] not null default '{}';
