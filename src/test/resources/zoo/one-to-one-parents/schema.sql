create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table files (id bigint primary key, bytes text);
create table thumbnails (id bigint primary key, file_id bigint not null references files on delete cascade);
create table shelves (room int, place int, label text, primary key (room, place));
create table users (id bigint primary key, org_id bigint not null references organizations,
  avatar_id bigint unique references files on delete set null, room int, place int, unique (place, room),
  foreign key (room, place) references shelves);
create table posts (id bigint primary key, author bigint not null references users);
create index on users (org_id); create index on posts (author); create index on thumbnails (file_id);
