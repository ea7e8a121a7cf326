create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table settings (id bigint primary key, theme text);
alter table organizations add settings_id bigint references settings;
create index on organizations (settings_id);
