insert into tenants select v::text, 'T', case when v in ('acme', 'Ünï 100%') then 'DEACTIVATED' else 'ACTIVE' end, now() - interval '90 days' from (values ('Acme'), ('acme'), ('a b'), ('Ünï 100%')) as x(v);
insert into users select row_number() over (), code from tenants, generate_series(1, 5);
insert into posts select row_number() over (), id from users, generate_series(1, 2);
insert into loose select row_number() over (), code::text from tenants, generate_series(1, 3);
