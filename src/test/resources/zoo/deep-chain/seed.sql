insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
-- 1,000 rows below each other, deleted from the last to the first
insert into versions select n, 2, nullif(n - 1, 0) from generate_series(1, 1000) n;
insert into versions select n, 1, case when n > 1001 then n - 1 end from generate_series(1001, 1100) n;
