insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into settings select n, 'x' from generate_series(1, 6) n;
insert into setting_values select n, 1 + n % 6 from generate_series(1, 18) n;
insert into logos values (1, 'shared');
update organizations set settings_id = id + 1, logo_id = 1;
