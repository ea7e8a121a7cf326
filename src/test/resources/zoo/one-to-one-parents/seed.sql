insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into files select n, 'x' from generate_series(101, 130) n;
insert into thumbnails select n, n from generate_series(101, 130) n;
insert into shelves select n % 3, n, 'x' from generate_series(1, 30) n;
insert into users select n, 1 + n % 4, case when n % 5 > 0 then 100 + n end, n % 3, case when n < 16 then n end from generate_series(1, 20) n;
insert into posts select n, 1 + n % 20 from generate_series(1, 40) n;
