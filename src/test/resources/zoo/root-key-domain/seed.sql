insert into tenants select v::tenant_code, 'T', case when v in ('t-2', 't-4') then 'DEACTIVATED' else 'ACTIVE' end, now() - interval '90 days' from (values ('t-1'), ('t-2'), ('t-3'), ('t-4')) as x(v);
insert into users select row_number() over (), code from tenants, generate_series(1, 5);
insert into posts select row_number() over (), id from users, generate_series(1, 2);
insert into loose select row_number() over (), code::text from tenants, generate_series(1, 3);
