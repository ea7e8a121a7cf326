-- What the guards look at: how many were eligible in earlier nights, and whom somebody approved for this one.
alter table orgpurge.run add column eligible bigint;
alter table orgpurge.run add column approval text;

comment on column orgpurge.run.eligible is 'organizations that the guards let pass; null until all candidates are recorded';
comment on column orgpurge.run.approval is 'digest of the approved ids; null if the run needs no approval';

create table orgpurge.run_approval (
  run_id       uuid not null references orgpurge.run,
  organization text not null,
  primary key (run_id, organization)
);
