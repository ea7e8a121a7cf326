insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into organizations select n, 'Org ' || n, 'DEACTIVATED', now() - interval '90 days' from generate_series(6, 12, 2) n;
insert into users select n, n from generate_series(1, 12) n where n < 5 or n % 2 = 0;
-- 3 stays and has been approved by 2; a cascade would take a like of 1 along with 4
insert into flows select id, id, case id when 3 then 2 else id end from users;
insert into likes values (1, 1, 4), (2, 6, 6);
-- 6 and 8 go together; 10 is referred to by 12, and that by 3
insert into flows values (100, 6, 8), (101, 12, 10), (102, 3, 12);
