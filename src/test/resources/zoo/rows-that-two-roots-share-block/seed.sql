insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into settings select n, 'x' from generate_series(1, 4) n;
-- 1 stays and has the settings of 2
update organizations set settings_id = case id when 1 then 2 else id end;
