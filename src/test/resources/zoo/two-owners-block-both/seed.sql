insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into organizations values (6, 'Org 6', 'DEACTIVATED', now() - interval '90 days');
insert into campaigns select o, o from generate_series(1, 6) o where o <> 5;
insert into lists select o, o from generate_series(1, 6) o where o <> 5;
insert into sendings select o, o, o from generate_series(1, 6) o where o <> 5;
insert into sendings values (100, 2, 4);
