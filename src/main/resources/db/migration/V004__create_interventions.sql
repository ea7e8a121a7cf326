-- What people say against a purge: legal holds, pauses, stops; and whom their no has frozen in mid-purge.

create table orgpurge.legal_hold (
  hold_id      bigint      generated always as identity primary key,
  organization text,
  matter       text        not null,
  reason       text        not null,
  placed_by    text        not null,
  placed_role  text        not null default session_user,
  placed_at    timestamptz not null default clock_timestamp()
);

comment on column orgpurge.legal_hold.organization is 'null: every organization';

create index legal_hold_organization on orgpurge.legal_hold (organization);

create table orgpurge.legal_hold_release (
  hold_id       bigint      primary key references orgpurge.legal_hold,
  reason        text        not null,
  released_by   text        not null,
  released_role text        not null default session_user,
  released_at   timestamptz not null default clock_timestamp()
);

create function orgpurge.refuse_hold_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% on %.% is refused: the history of legal holds is kept', tg_op, tg_table_schema, tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger legal_hold_stays
    before update or delete or truncate on orgpurge.legal_hold
    for each statement execute function orgpurge.refuse_hold_change();

create trigger legal_hold_release_stays
    before update or delete or truncate on orgpurge.legal_hold_release
    for each statement execute function orgpurge.refuse_hold_change();

alter table orgpurge.legal_hold enable always trigger legal_hold_stays;
alter table orgpurge.legal_hold_release enable always trigger legal_hold_release_stays;

create table orgpurge.pause (
  pause_id    bigint      generated always as identity primary key,
  reason      text        not null,
  paused_by   text        not null,
  paused_role text        not null default session_user,
  paused_at   timestamptz not null default clock_timestamp()
);

create table orgpurge.pause_end (
  pause_id     bigint      primary key references orgpurge.pause,
  resumed_by   text        not null,
  resumed_role text        not null default session_user,
  resumed_at   timestamptz not null default clock_timestamp()
);

create table orgpurge.stop_request (
  run_id     uuid        not null references orgpurge.run,
  epoch      bigint      not null,
  asked_by   text        not null,
  asked_role text        not null default session_user,
  asked_at   timestamptz not null default clock_timestamp(),
  primary key (run_id, epoch)
);

comment on column orgpurge.stop_request.epoch is 'whoever goes on with the run afterwards has a newer one';

create table orgpurge.frozen (
  organization text        primary key,
  run_id       uuid        not null references orgpurge.run,
  code         text        not null,
  since        timestamptz not null default clock_timestamp()
);

create index frozen_run on orgpurge.frozen (run_id);

comment on table orgpurge.frozen is 'organizations of which rows were deleted when somebody said no; a later claim takes them out';
