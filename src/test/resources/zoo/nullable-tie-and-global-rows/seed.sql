insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
-- 1 and 2 are everybody's
insert into roles select n, case when n > 2 then 1 + n % 4 end, 'r' from generate_series(1, 22) n;
insert into role_permissions select n, 1 + n % 22, 'p' from generate_series(1, 44) n;
insert into users select n, 1 + n % 4, case when n % 2 = 0 then 1 + n % 4 % 2 else n + 2 - n % 4 + n % 4 end from generate_series(1, 4) n;
update users set role_id = case when id < 3 then id else (select min(id) from roles r where r.org_id = users.org_id) end;
