insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
begin;
insert into orders select o, n, 1 from generate_series(1, 4) o, generate_series(1, 10) n;
insert into lines select o, n, l from generate_series(1, 4) o, generate_series(1, 10) n, generate_series(1, 3) l;
commit;
