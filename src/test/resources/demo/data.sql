-- 200 organizations and some 300,000 rows, always the same ones. Every table is filled in the order of time, so that the
-- rows of all organizations lie mixed, as they do in a database that has lived. Needs one transaction.

-- all dates hang on the day it is, so that grace periods are over when they should be
set local timezone to 'UTC';
create function pg_temp.today() returns timestamptz language sql stable as $$ select date_trunc('day', now()) $$;

-- a number from 0 to 1 that only depends on its arguments, so that no execution plan can change the data
create function pg_temp.dice(n bigint, throw bigint) returns double precision language sql immutable as
$$ select (hashint8extended(n, throw) & 9007199254740991)::double precision / 9007199254740992 $$;

create function pg_temp.pick(choices text[], n bigint, throw bigint) returns text language sql immutable as
$$ select choices[1 + floor(pg_temp.dice(n, throw) * cardinality(choices))::int] $$;

-- which part an organization plays: 41 can be purged, 10 are blocked for five different reasons, the others live on
create temp table parts on commit drop as
select id,
       case when slot = 0 then 'agency'
            when slot < 28 then 'deactivated'
            when slot < 41 then 'expired'
            when slot < 43 then 'referenced'
            when slot < 45 then 'running'
            when slot < 47 then 'peopled'
            when slot = 47 then 'deactivated just now'
            when slot = 48 then 'expired just now'
            when slot < 51 then 'undated'
            when slot < 80 then 'trying'
            else 'active' end as part
  from (select id, id * 73 % 200 as slot from generate_series(1, 200) id) shuffled;

insert into organizations (id, name, slug, plan, status, contact_email, created_at, deactivated_at, expires_at)
select id, name, slug,
       case when expires_at is not null then 'TRIAL'
            else pg_temp.pick('{STARTER,BUSINESS}', id, 1) end,
       case when part in ('agency', 'deactivated', 'referenced', 'running', 'deactivated just now', 'undated')
            then 'DEACTIVATED' else 'ACTIVE' end,
       'office@' || slug || '.example',
       pg_temp.today() - make_interval(days => 900 - id::int * 2),
       deactivated_at, expires_at
  from (select id, part, name, lower(replace(name, ' ', '-')) as slug,
               case when part in ('agency', 'deactivated', 'referenced', 'running')
                    then pg_temp.today() - make_interval(days => 45 + floor(pg_temp.dice(id, 2) * 300)::int)
                    when part = 'deactivated just now' then pg_temp.today() - interval '9 days' end as deactivated_at,
               case when part in ('expired', 'peopled')
                    then pg_temp.today() - make_interval(days => 30 + floor(pg_temp.dice(id, 3) * 200)::int)
                    when part = 'expired just now' then pg_temp.today() - interval '4 days'
                    when part = 'trying'
                    then pg_temp.today() + make_interval(days => 2 + floor(pg_temp.dice(id, 3) * 28)::int) end as expires_at
          from (select id, part,
                       case when part = 'agency' then 'Northwind Agency'
                            else (('{Alder,Birch,Cedar,Drift,Ember,Fjord,Grove,Harbor,Iris,Juniper,Kestrel,Lumen,Maple,Nova,'
                                  || 'Orchard,Prairie,Quartz,Ridge,Summit,Tundra}')::text[])[(id - 1) / 10 + 1]
                                 || ' ' || ('{Bakery,Clinic,Coffee,Design,Energy,Foods,Hotels,Labs,Logistics,Studio}'::text[])
                                    [(id - 1) % 10 + 1] end as name
                  from parts) named) dated;

-- while an organization lives, it makes rows
create temp table lives on commit drop as
select o.id, o.slug, p.part, o.created_at as born,
       case p.part when 'undated' then pg_temp.today() - interval '200 days'
                   else least(o.deactivated_at, o.expires_at, pg_temp.today()) end - o.created_at as life
  from organizations o join parts p using (id);

insert into users (organization_id, email, full_name, role, last_login_at, created_at)
select id, lower(first) || '.' || lower(last) || n || '@' || slug || '.example', first || ' ' || last,
       case when n = 1 then 'OWNER' else pg_temp.pick('{EDITOR,VIEWER}', seed, 4) end,
       joined + (born + life - joined) * pg_temp.dice(seed, 5), joined
  from (select l.*, n, seed, born + life * 0.6 * pg_temp.dice(seed, 6) as joined,
               pg_temp.pick('{Ada,Ben,Chloe,Dario,Elif,Femi,Greta,Hugo,Ines,Jonas,Kaya,Luca,Mira,Noor,Otto,Priya}', seed, 7)
                   as first,
               pg_temp.pick('{Adler,Baker,Costa,Dubois,Eriksen,Farah,Garcia,Hansen,Ito,Jansen,Kowalski,Lopez,Meyer,Novak}',
                   seed, 8) as last
          from lives l
          cross join lateral generate_series(1, 3 + floor(pg_temp.dice(l.id, 9) * 11)::int) n
          cross join lateral (select l.id * 1000 + n as seed) s
         -- these removed their people before the trial ran out
         where part <> 'expired') drawn
 order by joined, seed;

-- the people of an organization, to choose from
create temp table people on commit drop as
select organization_id as id, array_agg(users.id order by users.id) as users from users group by 1;

insert into businesses (organization_id, account_manager_id, name, city, opening_hours, created_at)
select id,
       case when pg_temp.dice(seed, 10) < 0.5
            then users[1 + floor(pg_temp.dice(seed, 11) * cardinality(users))::int] end,
       initcap(replace(slug, '-', ' ')) || ' ' || city, city,
       jsonb_build_object('mon-fri', '09:00-18:00', 'sat', pg_temp.pick('{closed,10:00-14:00}', seed, 12)),
       opened
  from (select l.*, seed, p.users, born + life * pg_temp.dice(seed, 13) as opened,
               pg_temp.pick('{Berlin,Bordeaux,Cork,Ghent,Krakow,Lisbon,Lyon,Malmo,Porto,Turin,Utrecht,Vienna}', seed, 14)
                   as city
          from lives l left join people p using (id)
          cross join lateral generate_series(1, 1 + floor(pg_temp.dice(l.id, 15) * 9)::int) n
          cross join lateral (select l.id * 1000 + n as seed) s
         where part <> 'expired') drawn
 order by opened, seed;

insert into flows (organization_id, created_by, name, definition, created_at)
select id,
       case when pg_temp.dice(seed, 16) < 0.9
            then users[1 + floor(pg_temp.dice(seed, 17) * cardinality(users))::int] end,
       topic || ' ' || n,
       jsonb_build_object('schedule', pg_temp.pick('{hourly,daily,weekly}', seed, 18), 'steps',
                          jsonb_build_array('extract', 'transform', 'deliver'), 'topic', topic),
       designed
  from (select l.*, n, seed, p.users, born + life * 0.8 * pg_temp.dice(seed, 19) as designed,
               pg_temp.pick('{"Collect reviews","Sync listings","Send invoices","Answer messages","Weekly report"}', seed, 20)
                   as topic
          from lives l left join people p using (id)
          cross join lateral generate_series(1, 3 + floor(pg_temp.dice(l.id, 31) * 9)::int) n
          cross join lateral (select l.id * 1000 + n as seed) s) drawn
 order by designed, seed;

insert into flow_executions (flow_id, status, input, started_at, finished_at)
select id, pg_temp.pick('{SUCCEEDED,SUCCEEDED,SUCCEEDED,SUCCEEDED,SUCCEEDED,SUCCEEDED,FAILED}', seed, 22),
       jsonb_build_object('trigger', pg_temp.pick('{schedule,webhook,manual}', seed, 23), 'batch', n),
       started, started + make_interval(secs => 1 + pg_temp.dice(seed, 24) * 240)
  from (select f.id, n, seed, f.created_at + (l.born + l.life - f.created_at) * pg_temp.dice(seed, 25) as started
          from flows f join lives l on l.id = f.organization_id
          cross join lateral generate_series(1, 4 + floor(98 * pg_temp.dice(f.id, 26) ^ 2)::int) n
          cross join lateral (select f.id * 1000 + n as seed) s) drawn
 order by started, seed;

insert into task_outputs (execution_id, task, payload, created_at)
select e.id, ('{extract,transform,deliver}'::text[])[n],
       jsonb_build_object('records', floor(pg_temp.dice(seed, 27) * 500)::int, 'checksum', md5(seed::text),
                          'notify', 'customer' || floor(pg_temp.dice(seed, 28) * 90000)::int || '@mail.example'),
       e.started_at + (e.finished_at - e.started_at) * n / 3
  from flow_executions e
  cross join lateral generate_series(1, 1 + (e.id % 3)::int) n
  cross join lateral (select e.id * 10 + n as seed) s
 order by 4, seed;

insert into task_statuses (execution_id, task, status, attempt, updated_at)
select e.id, ('{extract,transform,deliver}'::text[])[n],
       case when n = 3 then e.status else 'SUCCEEDED' end, 1 + (pg_temp.dice(seed, 29) < 0.1)::int,
       e.started_at + (e.finished_at - e.started_at) * n / 3
  from flow_executions e
  cross join lateral generate_series(1, 3) n
  cross join lateral (select e.id * 10 + n as seed) s
 order by 5, seed;

-- what is still running: in organizations that live, and in two that should have gone
update flow_executions e set status = 'RUNNING', finished_at = null
 where e.id in (select max(x.id) from flow_executions x
                  join flows f on f.id = x.flow_id
                  join parts p on p.id = f.organization_id
                 where p.part in ('active', 'running') group by f.organization_id);

-- flows of a living organization that were made by people of one that is gone
update flows f set created_by = borrowed.author
  from (select distinct on (p.id) p.id, people.users[1] as author,
               (select o.id from parts o where o.part = 'active' and o.id > p.id order by o.id limit 1) as borrower
          from parts p join people using (id) where p.part = 'referenced') borrowed
 where f.organization_id = borrowed.borrower;

-- and businesses of living organizations in the care of the agency
update businesses b set account_manager_id = agency.users[1]
  from (select people.users from people join parts using (id) where part = 'agency') agency
 where b.organization_id in (select id from parts where part = 'active' order by id limit 4);

select setval(pg_get_serial_sequence('organizations', 'id'), 200);

analyze organizations, users, businesses, flows, flow_executions, task_outputs, task_statuses;
