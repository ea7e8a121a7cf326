create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations);
create table posts (id bigint primary key, user_id bigint not null references users on delete cascade);
create table reviews (id bigint primary key, reviewer bigint references users on delete set null);
create table history (id bigint generated always as identity primary key, what text);
create index on users (org_id); create index on posts (user_id); create index on reviews (reviewer);
create rule "keep them" as on delete to users do instead nothing;
create rule remember as on delete to posts do also insert into history (what) values ('gone');
create rule fixed as on update to reviews do instead nothing;
