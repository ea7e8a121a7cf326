-- Every text is a finch's name, every number begins alike: none of them may turn up anywhere. Labels are of another kind:
-- people are shown those. The number of an organization says what goes wrong when it is deleted.
create extension if not exists btree_gist;
create type mood as enum ('finch-happy', 'finch-sad');
create table organizations (
  id bigint primary key, name text not null, status text not null, deactivated_at timestamptz,
  slug text not null unique, vat numeric not null unique, doc jsonb not null, secret bytea not null);
create table people (
  email text primary key, org_id bigint not null references organizations, ssn bigint not null unique, token uuid not null,
  doc jsonb not null, face bytea not null, tags text[] not null, moods mood not null, born date not null,
  boss text references people);
create index on people (org_id);
create index on people (boss);
create table pages (
  slug text not null references organizations (slug), title text not null, primary key (slug, title));
create table words (
  slug text not null, title text not null, word text not null, primary key (slug, title, word),
  foreign key (slug, title) references pages on delete cascade);
create table comments (
  id bigint generated always as identity primary key,
  author text references people on delete set null, body text not null);
create index on comments (author);
create table reviews (
  id bigint generated always as identity primary key, of_org bigint not null, author text references people, body text not null);
create index on reviews (author);
create table ssns (ssn bigint primary key);
create table gone (
  email text unique, age int check (age > 0), sure text not null default 'finch-sure', ssn bigint references ssns,
  room text, during int4range, exclude using gist (room with =, during with &&));
insert into gone (email) values ('finch-4-1@example.org'), ('finch-9');
insert into gone (room, during) values ('finch-room', '[1,5)');

create sequence once;
create function mourn() returns trigger language plpgsql as $$
begin
  case old.org_id
    when 2 then raise exception 'cannot mourn %: %', old.email, old;
    when 3 then raise exception 'permission denied for % and %', old.email, old.ssn
      using errcode = '42501', detail = old.doc::text, hint = old.email, table = old.email, constraint = old.email,
            column = old.email, schema = old.email;
    when 4 then insert into gone (email) values (old.email);
    when 5 then insert into gone (email, age) values (old.email, -old.ssn % 7 - 1);
    when 6 then insert into gone (email, sure) values (old.email, null);
    when 7 then perform old.email::int;
    when 8 then insert into gone (email, ssn) values (old.email, -old.ssn);
    when 9 then insert into gone (email, room, during) values (old.email, 'finch-room', '[2,3)');
    when 10 then perform old.email::regclass;
    when 11 then execute format('select %L::int', old.email);
    when 12 then raise warning 'finch warning %', old; raise notice 'finch notice %', old;
    when 13 then
      if nextval('once') = 1 then
        raise exception 'deadlock over %', old.email using errcode = '40P01', detail = old.email;
      end if;
    when 14 then perform (old.ssn * 1000000)::int;
    else null;
  end case;
  return old;
end $$;
create trigger mourn before delete on people for each row execute function mourn();
create function keep_author() returns trigger language plpgsql as $$
begin
  if old.author like 'finch-16-%' then raise exception 'the author % of "%" stays', old.author, old.body; end if;
  return new;
end $$;
create trigger keep_author before update on comments for each row execute function keep_author();
create function keep_root() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and old.id = 17 then raise exception '% with % stays', old.name, old.slug; end if;
  if tg_op = 'UPDATE' and new.status = 'DENIED' then
    raise exception 'permission denied for % %', old.slug, old.vat using errcode = '42501', detail = old.slug;
  end if;
  return case tg_op when 'DELETE' then old else new end;
end $$;
create trigger keep_root before update or delete on organizations for each row execute function keep_root();

insert into organizations
select n, 'wren-' || n || ' Ltd.', case when n < 19 then 'DEACTIVATED' else 'ACTIVE' end, now() - interval '90 days',
       'finch-slug-' || n, 918273645000 + n, jsonb_build_object('finch', n), '\xdecafbad'
  from generate_series(1, 20) n;
insert into people
select 'finch-' || o || '-' || n || '@example.org', o, 918273645000 + 100 * o + n,
       ('decafbad-0000-4000-8000-' || lpad((100 * o + n)::text, 12, '0'))::uuid,
       jsonb_build_object('finch-key', 'finch-value', 'n', 918273645), '\xdecafbad', '{finch-tag,"finch tag"}', 'finch-sad',
       '1907-03-09', case when n > 1 then 'finch-' || o || '-' || (n - 1) || '@example.org' end
  from generate_series(1, 20) o, generate_series(1, 3) n;
insert into pages select 'finch-slug-' || o, 'finch-title-' || n from generate_series(1, 20) o, generate_series(1, 2) n;
insert into words select slug, title, 'finch-word-' || n from pages, generate_series(1, 3) n;
insert into comments (author, body) select email, 'finch-body' from people;
-- somebody else's row refers to 15
insert into reviews (of_org, author, body) values (20, 'finch-15-2@example.org', 'finch-review');
