create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create type mood as enum ('sad', 'ok', 'happy');
create type pair as (a int, b text);
create table readings (
  id bigint generated always as identity, org_id bigint not null references organizations, kind mood not null, during tstzrange not null, tags text[] not null, doc jsonb not null default '{}',
  addr inet, two pair, doubled int generated always as (array_length(tags, 1) * 2) stored,
  primary key (org_id, kind, during, tags));
create table reading_notes (
  id uuid primary key, org_id bigint not null, kind mood not null, during tstzrange not null, tags text[] not null, xml xml, bits bit(4), amount numeric(20, 6), pic bytea,
  foreign key (org_id, kind, during, tags) references readings);
create table note_marks (note_id uuid not null references reading_notes, mark jsonb not null, primary key (note_id, mark));
create index on reading_notes (org_id, kind, during, tags); 
create view reading_view as select r.org_id, count(*) from readings r join reading_notes n using (org_id, kind, during, tags) group by 1;
create materialized view reading_summary as select org_id, count(*) from readings group by 1;
create unique index on reading_summary (org_id);
create rule nothing as on insert to reading_view do instead nothing;
