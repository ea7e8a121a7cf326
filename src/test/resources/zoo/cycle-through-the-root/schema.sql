create table "Organisation" (
  id text primary key, name text not null, status text not null default 'ACTIVE', "deactivatedAt" timestamptz,
  "ownerUserId" text not null, "organisationGlobalSettingsId" text not null unique, "organisationClaimId" text not null unique, "avatarImageId" text unique);
create table "OrganisationGlobalSettings" (id text primary key, language text not null);
create table "OrganisationClaim" (id text primary key, flags jsonb not null);
create table "AvatarImage" (id text primary key, bytes text not null);
create table "User" (id text primary key, email text not null, "lastOrganisationId" text);
create table "Team" (id text primary key, "organisationId" text not null references "Organisation" on delete cascade, "teamSettingsId" text not null);
create table "TeamSettings" (id text primary key, "teamId" text not null references "Team");
create index on "Team" ("organisationId"); create index on "Team" ("teamSettingsId"); create index on "TeamSettings" ("teamId");
create table "AuditLog" (id bigint generated always as identity primary key, "organisationId" text references "Organisation" on delete set null, type text not null);
create index on "AuditLog" ("organisationId");
create index on "Organisation" ("ownerUserId"); create index on "User" ("lastOrganisationId");
