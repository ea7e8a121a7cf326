create table organizations (
  id bigint primary key, name text not null, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table orders (org_id bigint not null references organizations, no int not null, first_line int not null, primary key (org_id, no));
create table lines (org_id bigint not null, order_no int not null, no int not null, primary key (org_id, order_no, no),
  constraint lines_order foreign key (org_id, order_no) references orders deferrable initially deferred);
alter table orders add constraint orders_first foreign key (org_id, no, first_line) references lines deferrable initially deferred;
create index on orders (org_id, no, first_line);
