insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, 1 + n % 4 from generate_series(1, 20) n;
insert into teams select n, 1 + n % 4 from generate_series(1, 20) n;
insert into assignments select n, case n % 2 when 0 then 1 + n % 20 end, case n % 2 when 1 then 1 + n % 20 end from generate_series(1, 40) n;
insert into attachments select n, case when n % 3 = 0 then 1 + n % 4 end, case when n % 3 > 0 then 1 + n % 40 end from generate_series(1, 60) n;
