insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, 1 + n % 4 from generate_series(1, 20) n;
insert into instance_settings values (1, 5, 'x');
insert into announcements select n, case when n < 9 then 1 + n % 4 end, 'a' from generate_series(1, 10) n;
