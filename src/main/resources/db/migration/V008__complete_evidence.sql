-- What the ledger needs to know more of: the recount that closes a batch, the times of a table's chunks, plans by their digest,
-- and a secret that keeps digests of labels from being guessed.
alter table orgpurge.batch add column recounted text;
alter table orgpurge.organization_table add column first_at timestamptz;
alter table orgpurge.organization_table add column last_at timestamptz;

comment on column orgpurge.batch.recounted is 'who counted again, when and from where; JSON';
comment on column orgpurge.organization_table.first_at is 'when the first chunk that took rows of it ran; null: none, or under an earlier plan';

-- what is about neither a run nor an organization: plans, keys, pauses, holds on everyone
create index ledger_entry_general_idx on orgpurge.ledger_entry (kind, position)
  where run_id is null and organization is null;

create table orgpurge.ledger_salt (
    id   integer not null,
    salt text    not null,
    constraint ledger_salt_pkey primary key (id),
    constraint ledger_salt_single_row check (id = 1)
);

comment on table orgpurge.ledger_salt is 'without it a digest of a label in a certificate cannot be compared with guessed names';

insert into orgpurge.ledger_salt (id, salt)
values (1, replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''));
