insert into organizations
select n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end, case n % 2 when 0 then now() - interval '90 days' end
  from generate_series(1, 4) n;
insert into readings (org_id, kind, during, tags) select 1 + n % 4, (array['sad', 'ok', 'happy']::mood[])[1 + n % 3], tstzrange('2026-01-01'::timestamptz + n * interval '1 hour', '2026-01-01'::timestamptz + (n + 1) * interval '1 hour'), array['a', 'b,"c' || n] from generate_series(1, 40) n;
insert into reading_notes select md5(r.id::text || g)::uuid, org_id, kind, during, tags, '<a/>', b'1010', 1.5, 'x' from readings r, generate_series(1, 2) g;
insert into note_marks select id, jsonb_build_object('n', g) from reading_notes, generate_series(1, 2) g;
refresh materialized view reading_summary;
