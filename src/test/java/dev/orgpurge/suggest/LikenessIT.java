package dev.orgpurge.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From no policy to a complete purge, on likenesses of two real schemas. */
class LikenessIT {

    @TempDir
    Path folder;

    /** Over a hundred tables, nearly all with several paths, keys NO ACTION, and tables that no key leads to. */
    private static Likeness billing() {
        Likeness schema = new Likeness("uuid", "gen_random_uuid()", 4).table("organizations");
        for (int i = 1; i <= 70; i++) {
            String name = "item_" + i;
            String up = "item_" + Math.max(1, i / 2);
            String side = "item_" + Math.max(1, i - 3);
            if (i == 1) {
                schema.table(name, "organization_id>organizations");
            } else if (i % 5 == 0) {
                schema.table(name, "parent_item_id>" + up, "other_item_id?>" + side);
            } else {
                schema.table(
                        name,
                        "organization_id>organizations" + (i % 12 == 1 ? " bare" : ""),
                        "parent_item_id>" + up,
                        "other_item_id?>" + side);
            }
            if (i <= 5) {
                schema.refer(name, "previous_id>" + name);
            }
        }
        schema.table("chain_1", "organization_id>organizations");
        for (int i = 2; i <= 10; i++) {
            schema.table("chain_" + i, "chain_id>chain_" + (i - 1));
        }
        for (int i = 1; i <= 12; i++) {
            schema.table("optional_" + i, "organization_id?>organizations", "item_id>item_" + i * 5);
        }
        schema.table("roles", "organization_id?>organizations")
                .sql("update roles set mark = 'everybody' where organization_id is null");
        schema.sql("create table plans (id uuid primary key default gen_random_uuid(), mark text, code text not null,"
                        + " organization_id uuid not null references organizations, unique (organization_id, code))")
                .sql(
                        "insert into plans (mark, code, organization_id) select mark, c, id from organizations, unnest(array['x','y']) c")
                .sql(
                        "create table entitlements (id uuid primary key default gen_random_uuid(), mark text, plan_code text not null,"
                                + " org uuid not null, foreign key (org, plan_code) references plans (organization_id, code))")
                .sql("insert into entitlements (mark, plan_code, org) select mark, code, organization_id from plans")
                .sql("create index on plans (organization_id)")
                .sql("create index on entitlements (org, plan_code)")
                .known("plans")
                .known("entitlements");
        schema.sql(
                        "create table usages (organization_id uuid not null references organizations, mark text, at date) partition by range (at)")
                .sql("create table usages_1 partition of usages for values from ('2026-01-01') to ('2026-07-01')")
                .sql("create table usages_rest partition of usages default")
                .sql("create index on usages (organization_id)")
                .sql(
                        "insert into usages select id, mark, date '2026-01-01' + 100 * n from organizations, generate_series(1, 5) n")
                .known("usages");
        for (String loose : new String[] {"events", "coupons", "payment_intents", "error_details"}) {
            schema.table(loose, "organization_id>organizations loose");
        }
        schema.table("enriched_events", "organization_id>organizations loose", "tenant_id?>organizations loose");
        schema.table("cached_fees", "organization_id?>organizations loose", "org_id>organizations loose");
        schema.sql("create schema analytics")
                .table("analytics.exports", "organization_id>organizations")
                .table("analytics.export_rows", "export_id>analytics.exports");
        schema.sql(
                        "create table taggings (id bigint generated always as identity primary key, mark text, taggable_type text, taggable_id uuid)")
                .sql(
                        "insert into taggings (mark, taggable_type, taggable_id) select mark, 'Item_7', id from item_7 union all"
                                + " select mark, 'Organization', id from organizations")
                .known("taggings");
        schema.sql("create view item_names as select * from item_2")
                .sql("create materialized view item_totals as select mark, count(*) from item_3 group by 1");
        return schema;
    }

    @Test
    void a_billing_schema_of_a_hundred_tables_goes_from_no_policy_to_a_complete_purge() {
        Likeness schema = billing();
        TestDatabase database = schema.create();
        Newcomer newcomer = Newcomer.with(database, folder, "organizations");
        newcomer.purgesCompletely(schema, "organizations");
        assertThat(schema.tables()).hasSizeGreaterThan(100);
        assertThat(newcomer.policy())
                .contains("{table: public.events, owned-by: organization_id}")
                .contains("create index concurrently on");
    }

    /** Quoted names; the organization points at rows of its own; a circle of four through it; SET NULL leftovers. */
    private static Likeness documents() {
        Likeness schema = new Likeness("text", "gen_random_uuid()::text", 4)
                .table("\"User\"")
                .table("\"Organisation\"")
                .sql("alter table \"Organisation\" add name text, add \"createdAt\" timestamp not null default now()")
                .sql("update \"Organisation\" set name = 'Org ' || mark");
        for (String own :
                new String[] {"\"OrganisationGlobalSettings\"", "\"OrganisationClaim\"", "\"OrganisationPortal\""}) {
            String column = own.replace("\"Org", "\"org").replace("\"", "");
            schema.table(own)
                    .refer("\"Organisation\"", "\"" + column + "Id\">" + own)
                    .sql("alter table \"Organisation\" alter \"" + column + "Id\" set not null, add unique (\"" + column
                            + "Id\")");
        }
        schema.table("\"EmailDomain\"", "\"organisationId\">\"Organisation\" on delete cascade")
                .table("\"OrganisationEmail\"", "\"emailDomainId\">\"EmailDomain\" on delete cascade")
                .refer("\"OrganisationGlobalSettings\"", "\"emailId\">\"OrganisationEmail\" on delete set null")
                .refer("\"Organisation\"", "\"ownerUserId\">\"User\" on delete cascade")
                .table(
                        "\"OrganisationMember\"",
                        "\"organisationId\">\"Organisation\" on delete cascade",
                        "\"userId\">\"User\" on delete cascade")
                .table("\"Team\"", "\"organisationId\">\"Organisation\" on delete cascade")
                .table("\"Envelope\"", "\"teamId\">\"Team\" on delete cascade", "\"userId\">\"User\" on delete cascade")
                .table("\"AuditLog\"", "\"envelopeId\">\"Envelope\" on delete set null")
                .sql("alter table \"AuditLog\" alter \"envelopeId\" drop not null")
                .table(
                        "\"Webhook\"",
                        "\"teamId\">\"Team\" on delete cascade",
                        "\"select\"?>\"Envelope\" on delete set null");
        String[] kinds = {"Field", "Recipient", "Signature", "Meta", "Attachment", "Share"};
        for (int i = 0; i < 36; i++) {
            String name = "\"" + kinds[i % 6] + "Of" + (i / 6) + "\"";
            schema.table(
                    name,
                    i < 6
                            ? "\"envelopeId\">\"Envelope\" on delete cascade"
                            : "\"parentId\">\"" + kinds[i % 6] + "Of" + (i / 6 - 1) + "\"",
                    "\"teamId\"?>\"Team\" on delete set null");
        }
        return schema;
    }

    @Test
    void a_document_schema_with_a_circle_through_the_root_goes_from_no_policy_to_a_complete_purge() {
        Likeness schema = documents();
        TestDatabase database = schema.create();
        database.script("update \"User\" set mark = 'everybody'");
        Newcomer newcomer = Newcomer.with(database, folder, "\"Organisation\"");
        newcomer.purgesCompletely(schema, "\"Organisation\"");
        assertThat(newcomer.policy())
                .contains("table: public.Organisation")
                .contains("owned-by-root")
                .contains("{table: public.AuditLog, edge: AuditLog_envelopeId_fkey, treatment: delete}");
    }
}
