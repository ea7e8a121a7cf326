insert into tenants select v::varchar(21), 'T', case when v in ('V1StGXR8_Z5jdHi6B-myT', 'k4') then 'DEACTIVATED' else 'ACTIVE' end, now() - interval '90 days' from (values ('k1'), ('V1StGXR8_Z5jdHi6B-myT'), ('k3'), ('k4')) as x(v);
insert into users select row_number() over (), code from tenants, generate_series(1, 5);
insert into posts select row_number() over (), id from users, generate_series(1, 2);
insert into loose select row_number() over (), code::text from tenants, generate_series(1, 3);
