insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 10) n;
insert into nodes select n, 'n' from generate_series(1, 10) n;
insert into pages select n, n from generate_series(1, 10) n;
-- 1 shares a node with 2; 4 shares one with a forum of nobody; a link of 3 points at a node of 6
insert into forums values (2, 1), (4, null), (8, 8);
insert into links values (1, 6, 3), (2, 8, 8);
