insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into nodes select n, 'n' from generate_series(1, 100) n;
insert into pages select n, 1 + n % 4 from generate_series(1, 20) n;
insert into forums select 20 + n, case when n < 19 then 1 + n % 4 end, case when n < 19 then n end from generate_series(1, 20) n;
insert into files select n, 40 + n, n from generate_series(1, 20) n;
insert into tags select n, n from generate_series(1, 100) n;
update nodes set up = id - 4 where id between 5 and 18;
