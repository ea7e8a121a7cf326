insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into teams select n, 1 + n % 4, n from generate_series(1, 20) n;
insert into members select n, 1 + (n - 1) % 20, 'x' from generate_series(1, 60) n;
alter table teams add foreign key (lead_id) references members;
