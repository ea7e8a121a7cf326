insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 3) n;
do $$
declare kind record;
begin
  -- two keys for each of three organizations, the second of the last one with quotes, commas, NULLs and the like
  for kind in select * from (values
      ('arrays', 'case when n = 4 then array[''a,"b"'', null, ''{}''] else array_fill(''x''::text, array[n]) end'),
      ('matrices', 'case n % 2 when 0 then array[[n, 1], [2, 3]] else array[n] end'), ('label_lists', 'array_fill(''l''::text, array[n])'),
      ('docs', 'jsonb_build_object(''n'', n, ''q'', ''"'')'),
      ('spans', 'tstzrange(''2026-01-01''::timestamptz + n * interval ''1 day'', case when n < 6 then ''2026-01-02''::timestamptz + n * interval ''1 day'' end)'),
      ('moods', '(array[''sad'', ''ok'', ''happy'']::mood[])[n / 2]'), ('names', '''Näme "'' || n'), ('uuids', 'md5(n::text)::uuid'),
      ('bytes', 'decode(md5(n::text), ''hex'')'), ('amounts', 'n + 0.10'), ('times', '''2026-01-01 00:00:00.123456+03''::timestamptz + n * interval ''1 s'''),
      ('addresses', '''10.0.0.0/24''::inet + n'), ('flags', 'n::bit(4)::bit varying'), ('pairs', 'row(n, case when n <> 4 then ''(,"'' end)::pair'),
      ('days', '''2026-01-01''::date + n'), ('codes', '(''a'' || n)::"char"'), ('floats', 'n / 3.0::float'), ('lengths', 'n * interval ''1 day 2 hours''')) t(name, key)
  loop
    execute format('insert into %s select %s, n / 2 from generate_series(2, 7) n where %L not in (''moods'', ''codes'') or n %% 2 = 0 and (%L <> ''codes'' or n = 4)',
                   kind.name, kind.key, kind.name, kind.name);
    execute format('insert into %1$s_below select k, n from %1$s, generate_series(1, 2) n', kind.name);
    execute format('insert into %1$s_deep (k, n) select k, n from %1$s_below, generate_series(1, 3)', kind.name);
    execute format('insert into %1$s_loose (k) select k from %1$s', kind.name);
  end loop;
end $$;
insert into codes_of_two select n / 2, n from generate_series(2, 7) n;
insert into code_notes select code, t from codes_of_two, (values (array['a', 'b,c']), ('{}'::text[])) v(t);
