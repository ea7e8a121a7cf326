insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into events (org_id, at) select 1 + n % 4, '2026-01-01'::date + n % 365 from generate_series(1, 400) n;
insert into event_details select row_number() over (), id, at from events, generate_series(1, 2);
insert into usage select 1 + n % 4, case n % 3 when 0 then 'cpu' when 1 then 'ram' else 'disk' end, n from generate_series(1, 120) n;
insert into sessions select md5(n::text)::uuid, 1 + n % 4 from generate_series(1, 80) n;
