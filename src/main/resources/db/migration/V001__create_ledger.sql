-- The ledger: one row for each thing decided or done, chained by hash, and the chain's head.
create table orgpurge.ledger_entry (
    position      bigint      not null,
    at            timestamptz not null,
    kind          text        not null,
    run_id        uuid,
    organization  text,
    body          text        not null,
    previous_hash text        not null,
    hash          text        not null,
    constraint ledger_entry_pkey primary key (position)
);

create index ledger_entry_organization_idx on orgpurge.ledger_entry (organization, kind, position);
create index ledger_entry_run_idx on orgpurge.ledger_entry (run_id, position);
-- a run has thousands of entries about organizations and a handful about itself: those are asked for most
create index ledger_entry_run_itself_idx on orgpurge.ledger_entry (run_id, kind, position) where organization is null;

create table orgpurge.ledger_head (
    id       integer not null,
    position bigint  not null,
    hash     text    not null,
    constraint ledger_head_pkey primary key (id),
    constraint ledger_head_single_row check (id = 1)
);

insert into orgpurge.ledger_head (id, position, hash) values (1, 0, repeat('0', 64));

create function orgpurge.refuse_change() returns trigger
    language plpgsql
    set search_path = pg_catalog, pg_temp
as $$
begin
    raise exception '% on %.% is refused: the ledger is append-only', tg_op, tg_table_schema, tg_table_name
        using errcode = 'restrict_violation';
end
$$;

create trigger ledger_entry_append_only
    before update or delete or truncate on orgpurge.ledger_entry
    for each statement execute function orgpurge.refuse_change();

create trigger ledger_head_stays
    before delete or truncate on orgpurge.ledger_head
    for each statement execute function orgpurge.refuse_change();

-- always: session_replication_role = replica does not silence them either
alter table orgpurge.ledger_entry enable always trigger ledger_entry_append_only;
alter table orgpurge.ledger_head enable always trigger ledger_head_stays;
