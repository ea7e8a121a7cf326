create table parties (id bigint primary key, email text);
create table organizations (
  id bigint primary key references parties, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
