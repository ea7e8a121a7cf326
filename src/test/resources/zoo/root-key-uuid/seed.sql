insert into tenants select v::uuid, 'T', case when v in ('6f0f2c1e-8f2c-4c61-9a39-0e6a7d6f4b10', 'ffffffff-ffff-ffff-ffff-ffffffffffff') then 'DEACTIVATED' else 'ACTIVE' end, now() - interval '90 days' from (values ('00000000-0000-0000-0000-000000000001'), ('6f0f2c1e-8f2c-4c61-9a39-0e6a7d6f4b10'), ('aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa'), ('ffffffff-ffff-ffff-ffff-ffffffffffff')) as x(v);
insert into users select row_number() over (), code from tenants, generate_series(1, 5);
insert into posts select row_number() over (), id from users, generate_series(1, 2);
insert into loose select row_number() over (), code::text from tenants, generate_series(1, 3);
