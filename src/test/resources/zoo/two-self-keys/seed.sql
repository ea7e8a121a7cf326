insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into nodes select n, 1 + n % 4, case when n > 20 then n - 20 end, case when n % 4 = 1 and n > 4 then n - 4 end, case when n % 5 = 0 and n < 380 then n + 20 end
  from generate_series(1, 400) n;
