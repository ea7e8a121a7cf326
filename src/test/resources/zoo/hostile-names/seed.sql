insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into "Select"."order" select n, 1 + n % 4 from generate_series(1, 20) n;
insert into "Select"."Order" select n, n from generate_series(1, 20) n;
insert into "sel""ect" select n, 1 + n % 4 from generate_series(1, 20) n;
insert into "Ünï cödé; drop table x --" select n, n from generate_series(1, 20) n;
insert into "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" select n, 1 + n % 4 from generate_series(1, 20) n;
insert into "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBb" select n, n, n, 1 + n % 4 from generate_series(1, 20) n;
