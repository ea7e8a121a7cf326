create table accounts (id bigint primary key, type text not null, name text not null, owner_account bigint references accounts, status text not null default 'ACTIVE', deactivated_at timestamptz);
create table repositories (id bigint primary key, account_id bigint not null references accounts);
create index on accounts (owner_account); create index on repositories (account_id);
