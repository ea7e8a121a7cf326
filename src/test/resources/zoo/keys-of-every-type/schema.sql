create extension citext;
create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create type mood as enum ('sad', 'ok', 'happy');
create type pair as (a int, b text);
create domain labels as text[] check (cardinality(value) > 0);
-- one table per type: its own key of that type, a child by that key, and below it a grandchild by a composite key
do $$
declare kind record;
begin
  for kind in select * from (values
      ('arrays', 'text[]'), ('matrices', 'integer[]'), ('label_lists', 'labels'), ('docs', 'jsonb'), ('spans', 'tstzrange'), ('moods', 'mood'),
      ('names', 'citext'), ('uuids', 'uuid'), ('bytes', 'bytea'), ('amounts', 'numeric'), ('times', 'timestamptz'),
      ('addresses', 'inet'), ('flags', 'bit varying'), ('pairs', 'pair'), ('days', 'date'), ('codes', '"char"'), ('floats', 'double precision'), ('lengths', 'interval')) t(name, type)
  loop
    execute format('create table %1$s (k %2$s primary key, org_id bigint not null references organizations)', kind.name, kind.type);
    execute format('create table %1$s_below (k %2$s not null references %1$s, n int, primary key (k, n))', kind.name, kind.type);
    execute format('create table %1$s_deep (id bigint generated always as identity primary key, k %2$s, n int, foreign key (k, n) references %1$s_below)', kind.name, kind.type);
    execute format('create table %1$s_loose (id bigint generated always as identity primary key, k %2$s references %1$s on delete set null)', kind.name, kind.type);
    execute format('create index on %1$s (org_id); create index on %1$s_deep (k, n); create index on %1$s_loose (k)', kind.name);
  end loop;
end $$;
create table codes_of_two (
  org_id bigint not null references organizations, n int not null, code text generated always as (org_id::text || '-' || n::text) stored primary key);
create table code_notes (code text not null references codes_of_two, tags text[], primary key (code, tags));
create index on codes_of_two (org_id);
