create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table campaigns (id bigint primary key, org_id bigint not null references organizations);
create table lists (id bigint primary key, org_id bigint not null references organizations);
create table sendings (id bigint primary key, campaign_id bigint not null references campaigns, list_id bigint not null references lists);
create index on campaigns (org_id); create index on lists (org_id); create index on sendings (campaign_id); create index on sendings (list_id);
