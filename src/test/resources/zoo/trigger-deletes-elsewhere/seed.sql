insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into carts select n, 1 + n % 4 from generate_series(1, 20) n;
insert into items select n, 1 + (n - 1) % 20 from generate_series(1, 40) n;
insert into search_index select i.id, c.org_id, i.id from items i join carts c on c.id = i.cart_id;
