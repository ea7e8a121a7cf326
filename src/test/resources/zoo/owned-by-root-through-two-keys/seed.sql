insert into addresses select n, 'x' from generate_series(1, 40) n;
insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 10) n;
insert into visits select n, n from generate_series(1, 40) n;
update organizations set billing_address_id = id, shipping_address_id = 10 + id;
-- 4 has one address for both, 5 and 6 share theirs
update organizations set shipping_address_id = 4 where id = 4;
update organizations set shipping_address_id = 6 where id = 5;
