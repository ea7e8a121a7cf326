create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table sites (org_id bigint not null references organizations, code text not null, primary key (org_id, code));
create table rooms (id bigint primary key, org_id bigint, site_code text, label text,
  constraint rooms_site foreign key (org_id, site_code) references sites);
create index on rooms (org_id, site_code);
