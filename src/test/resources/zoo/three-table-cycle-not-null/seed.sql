insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into t1 select n, 1 + n % 4, n from generate_series(1, 20) n;
insert into t2 select n, n from generate_series(1, 20) n;
insert into t3 select n, n from generate_series(1, 20) n;
alter table t1 add constraint t1_next foreign key (next_id) references t2;
alter table t2 add constraint t2_next foreign key (next_id) references t3;
alter table t3 add constraint t3_next foreign key (next_id) references t1;
