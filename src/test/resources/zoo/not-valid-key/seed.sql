insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into users select n, case when n = 20 then 99 else 1 + n % 4 end from generate_series(1, 20) n;
insert into posts select n, case when n > 38 then 1000 + n else 1 + n % 20 end from generate_series(1, 40) n;
alter table users add foreign key (org_id) references organizations not valid;
alter table posts add foreign key (user_id) references users not valid;
