insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into t1 select n, 1 + n % 4, n from generate_series(1, 20) n;
insert into t2 select n, n from generate_series(1, 20) n;
insert into t3 select n, n from generate_series(1, 20) n;
insert into t4 select n, n from generate_series(1, 20) n;
insert into t5 select n, n from generate_series(1, 20) n;
insert into t6 select n, n from generate_series(1, 20) n;
insert into t7 select n, n from generate_series(1, 20) n;
insert into t8 select n, n from generate_series(1, 20) n;
alter table t1 add constraint t1_next foreign key (next_id) references t2;
alter table t2 add constraint t2_next foreign key (next_id) references t3;
alter table t3 add constraint t3_next foreign key (next_id) references t4;
alter table t4 add constraint t4_next foreign key (next_id) references t5;
alter table t5 add constraint t5_next foreign key (next_id) references t6;
alter table t6 add constraint t6_next foreign key (next_id) references t7;
alter table t7 add constraint t7_next foreign key (next_id) references t8;
alter table t8 add constraint t8_next foreign key (next_id) references t1;
