insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, 1 + n % 4 from generate_series(1, 20) n;
-- releases belong to nobody; the one that somebody of 2 signed cannot let go
insert into releases values (1, 'signed', 1), (2, 'open', 3), (3, 'open', 2), (4, 'open', null);
