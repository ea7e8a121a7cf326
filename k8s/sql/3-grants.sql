-- Run by the DBA when 2-schema.sql has run, and again after an update of OrgPurge that brought new tables:
--   psql -v ON_ERROR_STOP=1 -f 3-grants.sql
-- It is what `init --print-sql` ends with. What the role needs on your own tables is printed by the same command
-- when it has your policy; `plan`, run as that role, names what lacks.
grant usage, create on schema orgpurge to orgpurge_runtime;
grant select, insert, update, delete on all tables in schema orgpurge to orgpurge_runtime;
revoke insert, update, delete on orgpurge.schema_history, orgpurge.ledger_salt from orgpurge_runtime;
revoke update, delete on orgpurge.ledger_entry from orgpurge_runtime;
revoke insert, update, delete on orgpurge.ledger_head from orgpurge_runtime;
grant update (position, hash) on orgpurge.ledger_head to orgpurge_runtime;
grant usage on all sequences in schema orgpurge to orgpurge_runtime;
revoke insert, update, delete on orgpurge.legal_hold, orgpurge.legal_hold_release from orgpurge_runtime;

grant usage on schema orgpurge to orgpurge_holds;
grant select on orgpurge.schema_history, orgpurge.run, orgpurge.run_organization to orgpurge_holds;
grant select, insert on orgpurge.legal_hold, orgpurge.legal_hold_release to orgpurge_holds;
grant select, insert on orgpurge.ledger_entry to orgpurge_holds;
grant select, update on orgpurge.ledger_head to orgpurge_holds;
