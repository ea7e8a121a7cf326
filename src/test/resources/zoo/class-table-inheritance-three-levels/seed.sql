insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into entities select lpad(n::text, 32, '0')::uuid, 'node' from generate_series(1, 24) n;
insert into nodes select lpad(n::text, 32, '0')::uuid from generate_series(1, 22) n;
insert into pages select lpad(n::text, 32, '0')::uuid, 1 + n % 4 from generate_series(1, 20) n;
insert into revisions select n, lpad((1 + n % 24)::text, 32, '0')::uuid from generate_series(1, 48) n;
insert into comments select n, n from generate_series(1, 48) n;
