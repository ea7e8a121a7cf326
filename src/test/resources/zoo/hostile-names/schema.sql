create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create schema "Select";
create table "Select"."order" (id bigint primary key, "from" bigint not null references organizations, "limit" int, "end" date, "when" text, position int, x int);
create table "Select"."Order" (id bigint primary key, "group" bigint not null references "Select"."order");
create table "sel""ect" ("i""d" bigint primary key, "o'rg" bigint not null references organizations);
create table "Ünï cödé; drop table x --" ("ключ" bigint primary key, "对" bigint not null references "sel""ect");
create table "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" bigint primary key, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBC" bigint not null references organizations);
create table "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBb" (" " bigint primary key, "$1" bigint not null references "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB", ":from" bigint, "?" bigint references organizations on delete set null);
create index on "Select"."order" ("from"); create index on "Select"."Order" ("group"); create index on "sel""ect" ("o'rg"); create index on "Ünï cödé; drop table x --" ("对");
create index on "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB" ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBC"); create index on "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBb" ("$1"); create index on "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBb" ("?");
