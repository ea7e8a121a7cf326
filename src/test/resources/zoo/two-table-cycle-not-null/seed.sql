insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into projects select n, 1 + n % 4, n from generate_series(1, 40) n;
insert into tasks select n, 1 + (n - 1) % 40 from generate_series(1, 200) n;
alter table projects add foreign key (default_task) references tasks;
