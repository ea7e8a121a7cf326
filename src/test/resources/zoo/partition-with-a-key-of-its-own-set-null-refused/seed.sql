insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, 1 + n % 4 from generate_series(1, 40) n;
-- in the other partition the column numbers something else
insert into events select n, 1 + n % 4, case n % 2 when 0 then 1 + n % 40 else n end, case n % 2 when 0 then 'web' else 'api' end from generate_series(1, 80) n;
