insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into zones select o, r, 'Zone' from generate_series(1, 4) o, unnest(enum_range(null::region)) r;
-- equal to a citext, though not letter by letter
insert into hosts select 'Host' || o || r || n, o, r, case n % 2 when 0 then 'ZONE' else 'zone' end from generate_series(1, 4) o, unnest(enum_range(null::region)) r, generate_series(1, 3) n;
insert into checks select row_number() over (), upper(name::text)::citext from hosts, generate_series(1, 2);
