insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into customers select n, 1 + n % 4, 'ext' || n / 4 from generate_series(1, 40) n;
insert into invoices select n * 10 + g, org_id, external_id from customers c, generate_series(1, 3) g, lateral (select c.id as n) l;
insert into tags select 'code' || n, 1 + n % 4, n from generate_series(1, 12) n;
insert into tagged select n, 'code' || 1 + n % 12 from generate_series(1, 24) n;
