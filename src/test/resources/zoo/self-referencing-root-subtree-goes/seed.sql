insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
-- 6 hangs below 4, 4 below 2, and 2 below 1, which stays
insert into organizations values (6, 'Org 6', 'DEACTIVATED', now() - interval '90 days', null);
update organizations set parent_id = id - 2 where id in (4, 6);
update organizations set parent_id = 1 where id = 2;
insert into users select n, 1 + n % 6 from generate_series(1, 24) n where n % 6 <> 4;
