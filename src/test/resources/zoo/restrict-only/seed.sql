insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, 1 + n % 4 from generate_series(1, 40) n;
insert into flows select n, 1 + n % 4, case when n % 3 > 0 then n end from generate_series(1, 40) n;
insert into executions select n, 1 + n % 40 from generate_series(1, 120) n;
insert into outputs select n, 1 + n % 120 from generate_series(1, 240) n;
