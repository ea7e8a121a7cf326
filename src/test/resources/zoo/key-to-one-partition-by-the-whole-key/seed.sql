insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into parts select n, 'a', 1 + n % 4 from generate_series(1, 20) n;
insert into parts select n, 'b', 1 + (n + 1) % 4 from generate_series(1, 20) n;
insert into pieces select n, 1 + n % 20 from generate_series(1, 40) n;
