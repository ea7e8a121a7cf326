-- people and organizations in one table; only organizations are due, and people may look deactivated
insert into accounts select n, case when n > 4 then 'person' else 'org' end, 'A' || n, null, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, now() - interval '90 days' from generate_series(1, 8) n;
update accounts set owner_account = id + 4 where id <= 4;
insert into repositories select n, 1 + n % 8 from generate_series(1, 40) n;
