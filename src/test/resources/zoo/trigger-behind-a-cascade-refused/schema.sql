create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table users (id bigint primary key, org_id bigint not null references organizations on delete cascade, posts int not null default 0);
create table posts (id bigint primary key, user_id bigint not null references users on delete cascade);
create table badges (id bigint primary key, user_id bigint not null references users);
create index on users (org_id); create index on posts (user_id); create index on badges (user_id);
create table history (id bigint generated always as identity primary key, what text not null);
create function count_posts() returns trigger language plpgsql as $$
begin update users set posts = posts - 1 where id = old.user_id; return old; end $$;
create function remember() returns trigger language plpgsql as $$
begin insert into history (what) values (tg_table_name); return null; end $$;
create trigger "count, posts" before delete on posts for each row execute function count_posts();
create trigger after_badges after delete on badges for each row execute function remember();
create function nothing() returns trigger language plpgsql as 'begin return null; end';
create trigger by_statement after delete on posts for each statement execute function nothing();
