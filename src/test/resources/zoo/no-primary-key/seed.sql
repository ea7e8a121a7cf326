insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, 1 + n % 4 from generate_series(1, 20) n;
-- equal rows are not one row
insert into clicks select 1 + n % 4, '2026-01-01' from generate_series(1, 100) n;
insert into cache select 1 + n % 20, 'v' from generate_series(1, 100) n;
insert into tokens select 'tok' || n, case when n % 2 = 0 then 1 + n / 2 % 4 end, case when n % 2 = 1 then 1 + n / 2 % 20 end from generate_series(1, 40) n;
