insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, 'u' || n from generate_series(1, 10) n;
insert into memberships select o, u from generate_series(1, 4) o, generate_series(1, 10) u where (o + u) % 3 > 0;
insert into memberships_roles select row_number() over (), org_id, user_id, 'admin' from memberships;
insert into documents select row_number() over (), org_id, user_id from memberships;
