-- Where a table name without a schema is looked for, as the connected role sees it; schemas that do not exist are left
-- out by the server.
select pg_catalog.current_schemas(false)::text[] as schemas;
