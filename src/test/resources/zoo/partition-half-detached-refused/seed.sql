insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into events select n, 1 + n % 4, '2025-07-01'::date + n % 365 from generate_series(1, 400) n;
-- what a DETACH … CONCURRENTLY leaves behind when its second half is cancelled
update pg_inherits set inhdetachpending = true where inhrelid = 'events_old'::regclass;
