create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table audit_log (id bigint primary key, org_id bigint references organizations on delete set null, actor bigint references users on delete set null, what text);
create table audit_details (id bigint primary key, audit_id bigint not null references audit_log);
create index on users (org_id); create index on audit_log (org_id); create index on audit_log (actor); create index on audit_details (audit_id);
