insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into documents select n, 1 + n % 4, 'd' from generate_series(1, 20) n;
-- no key guards these: they inherit the column, not its constraints
insert into contracts select n, 1 + n % 4, 'c', '2026-01-01' from generate_series(21, 40) n;
