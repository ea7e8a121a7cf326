insert into "OrganisationGlobalSettings" select 's' || n, 'en' from generate_series(1, 4) n;
insert into "OrganisationClaim" select 'c' || n, '{}' from generate_series(1, 4) n;
insert into "AvatarImage" select 'a' || n, 'x' from generate_series(1, 4) n;
insert into "User" select 'u' || n, n || '@example.org', 'o' || (1 + n % 4) from generate_series(1, 8) n;
insert into "Organisation" select 'o' || n, 'Org ' || n, case n % 2 when 0 then 'DEACTIVATED' else 'ACTIVE' end,
       case n % 2 when 0 then now() - interval '90 days' end, 'u' || n, 's' || n, 'c' || n, case when n <> 3 then 'a' || n end from generate_series(1, 4) n;
insert into "Team" select 't' || n, 'o' || (1 + n % 4), 'ts' || n from generate_series(1, 8) n;
insert into "TeamSettings" select 'ts' || n, 't' || n from generate_series(1, 8) n;
insert into "AuditLog" ("organisationId", type) select case when n % 5 > 0 then 'o' || n % 5 end, 'x' from generate_series(1, 20) n;
alter table "Organisation" add foreign key ("ownerUserId") references "User";
alter table "Organisation" add foreign key ("organisationGlobalSettingsId") references "OrganisationGlobalSettings";
alter table "Organisation" add foreign key ("organisationClaimId") references "OrganisationClaim";
alter table "Organisation" add foreign key ("avatarImageId") references "AvatarImage" on delete set null;
alter table "User" add foreign key ("lastOrganisationId") references "Organisation" on delete set null;
alter table "Team" add foreign key ("teamSettingsId") references "TeamSettings";
