create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table settings (id bigint primary key, theme text);
create table setting_values (id bigint primary key, settings_id bigint not null references settings);
alter table organizations add settings_id bigint references settings, add logo_id bigint;
create table logos (id bigint primary key, bytes text);
alter table organizations add foreign key (logo_id) references logos;
create index on organizations (settings_id); create index on setting_values (settings_id); create index on organizations (logo_id);
