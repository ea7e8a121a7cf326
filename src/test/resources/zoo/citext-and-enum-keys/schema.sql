create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create extension citext;
create type region as enum ('eu', 'us');
create table zones (org_id bigint not null references organizations, region region not null, name citext not null, primary key (org_id, region, name));
create table hosts (name citext primary key, org_id bigint not null, region region not null, zone citext not null, foreign key (org_id, region, zone) references zones);
create table checks (id bigint primary key, host citext not null references hosts);
create index on hosts (org_id, region, zone); create index on checks (host);
