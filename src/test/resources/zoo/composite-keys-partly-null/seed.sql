insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into sites select o, 's' || n from generate_series(1, 4) o, generate_series(1, 5) n;
-- any NULL means no reference: these rooms belong to nobody, even if an organization's number stands in them
insert into rooms select n, case when n % 7 > 0 then 1 + n % 4 end, case when n % 5 > 0 then 's' || n % 5 end, 'r' from generate_series(1, 100) n;
