-- Run once by the DBA, connected to the application's database as a role that may create roles:
--   psql -v ON_ERROR_STOP=1 -f 1-roles.sql
-- Three roles, none a superuser: the owner of OrgPurge's own schema, the one that purges, and the one that places holds.
-- Passwords are given afterwards, so that they stand in no file: \password orgpurge
create role orgpurge_owner nologin;
create role orgpurge_runtime nologin;
create role orgpurge_holds nologin;
create role orgpurge login in role orgpurge_runtime;

-- for the role that creates the schema orgpurge, and for nothing else: revoke it when 2-schema.sql has run
do $$ begin execute format('grant create on database %I to orgpurge_owner', current_database()); end $$;
grant orgpurge_owner to current_user;
