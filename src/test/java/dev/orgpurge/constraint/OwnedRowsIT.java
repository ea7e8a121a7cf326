package dev.orgpurge.constraint;

import static dev.orgpurge.constraint.ConstraintFixture.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.OrganizationFixture;
import dev.orgpurge.organization.RootSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedRowsIT {

    private final TestDatabase database = TestServer.newDatabase();

    private ConstraintFixture fixture(String root) {
        return new ConstraintFixture(
                database, OrganizationFixture.settings(root, OrganizationFixture.rule("gone", "true")));
    }

    @Test
    void a_row_that_several_ways_lead_to_an_organization_counts_once() {
        database.script("""
                create table orgs (id int primary key);
                create table users (id int primary key, org_id int constraint users_org references orgs);
                create table teams (id int primary key, org_id int constraint teams_org references orgs);
                create table notes (org_id int constraint direct references orgs,
                    user_id int constraint by_user references users, team_id int constraint by_team references teams);
                insert into orgs values (1), (2), (3);
                insert into users values (11, 1), (12, 2);
                insert into teams values (21, 1), (22, 2);
                insert into notes values (1, 11, 21), (1, 11, 21), (null, 11, null), (null, null, 21),
                    (2, 11, null), (null, null, null);
                """);
        ConstraintFixture fixture = fixture("orgs");
        fixture.with(fixture.byHand().table("notes", "direct", "by_user users_org", "by_team teams_org"));
        assertThat(told(fixture.bind(List.of("notes")).validate(fixture.named("1", "2", "3"), Lifted.NOTHING)))
                .containsExactly(
                        "1: STILL_HAS_DEPENDENTS | public.notes | 5 rows",
                        "2: STILL_HAS_DEPENDENTS | public.notes | 1 row",
                        "3: ");
    }

    @Test
    void a_declared_relation_to_a_column_that_is_not_unique_counts_a_row_once_for_each_organization() {
        database.script("""
                create table orgs (id int primary key, code text);
                create table notes (code text);
                insert into orgs values (1, 'a'), (2, 'a'), (3, null);
                insert into notes values ('a'), ('a'), ('b'), (null);
                """);
        ConstraintFixture fixture = fixture("orgs");
        fixture.with(fixture.byHand().loose("notes", "code", "code"));
        assertThat(told(fixture.bind(List.of("notes")).validate(fixture.named("1", "2", "3"), Lifted.NOTHING)))
                .containsExactly(
                        "1: STILL_HAS_DEPENDENTS | public.notes | 2 rows",
                        "2: STILL_HAS_DEPENDENTS | public.notes | 2 rows",
                        "3: ");
    }

    @Test
    void composite_keys_are_followed_whole_from_hop_to_hop_and_into_the_root() {
        database.script("""
                create table orgs (id int primary key, region text, number int, unique (region, number));
                create table flows (region text, number int, flow int, primary key (number, region, flow),
                    constraint flows_org foreign key (number, region) references orgs (number, region));
                create table runs (flow int, number int, region text, state text,
                    constraint runs_flow foreign key (region, flow, number) references flows (region, flow, number));
                insert into orgs values (1, 'eu', 7), (2, 'us', 7), (3, 'eu', 8);
                insert into flows values ('eu', 7, 1), ('us', 7, 1), ('eu', 8, 7);
                insert into runs values (1, 7, 'eu', 'on'), (1, 7, 'eu', 'on'), (1, 7, 'us', 'on'), (7, 8, 'eu', 'off'),
                    (1, null, 'eu', 'on');
                """);
        ConstraintFixture fixture = fixture("orgs");
        fixture.with(fixture.byHand().table("flows", "flows_org").table("runs", "runs_flow flows_org"));
        Check on = new Check("on", "runs", "state = 'on'");
        assertThat(told(fixture.bind(List.of("flows", "runs"), on)
                        .validate(fixture.named("1", "2", "3"), Lifted.NOTHING)))
                .containsExactly(
                        "1: STILL_HAS_DEPENDENTS | public.flows | 1 row; STILL_HAS_DEPENDENTS | public.runs | 2 rows;"
                                + " RUNNING_WORK | public.runs | on | 2 rows",
                        "2: STILL_HAS_DEPENDENTS | public.flows | 1 row; STILL_HAS_DEPENDENTS | public.runs | 1 row;"
                                + " RUNNING_WORK | public.runs | on | 1 row",
                        "3: STILL_HAS_DEPENDENTS | public.flows | 1 row; STILL_HAS_DEPENDENTS | public.runs | 1 row");
    }

    @ParameterizedTest
    @ValueSource(strings = {"uuid", "text", "varchar(40)", "char(36)", "bigint_like"})
    void every_key_type_is_joined(String type) {
        String id = type.equals("bigint_like") ? "42" : "0f000000-0000-0000-0000-00000000000a";
        database.script("create domain bigint_like as bigint; create table orgs (id " + type + " primary key);"
                + "create table users (org " + type + " references orgs);"
                + "insert into orgs values ('" + id + "'); insert into users values ('" + id + "')");
        ConstraintFixture fixture = fixture("orgs");
        assertThat(told(fixture.bind(List.of("users")).validate(fixture.named(id), Lifted.NOTHING)))
                .containsExactly(id + ": STILL_HAS_DEPENDENTS | public.users | 1 row");
    }

    @Test
    void hostile_names_and_columns_named_like_ours_keep_their_meaning() {
        database.script("""
                create schema "s.""x";
                create table "s.""x"."Org ""s" ("K ""ey" int primary key, n int, k int);
                create table "s.""x"."select" (c int, n int, k int, o int, c0 int, row_table text, row_place text,
                    "Or""g" int references "s.""x"."Org ""s");
                create table "s.""x".orgpurge_ids (n int);
                insert into "s.""x"."Org ""s" values (1, 0, 0), (2, 0, 0);
                insert into "s.""x"."select" values (5, 6, 7, 8, 9, 'a', 'b', 1), (0, 6, 7, 8, 9, 'a', 'b', 1);
                """);
        RootSettings settings =
                OrganizationFixture.settings("\"s.\"\"x\".\"Org \"\"s\"", OrganizationFixture.rule("gone", "n = k"));
        ConstraintFixture fixture = new ConstraintFixture(database, settings);
        Check check = new Check(
                "c",
                "\"s.\"\"x\".\"select\"",
                "c = 5 and n = 6 and k = 7 and o = 8 and c0 = 9 and row_table = 'a' and row_place = 'b'");
        assertThat(told(fixture.bind(List.of(check.table()), check).validate(fixture.named("1", "2"), Lifted.NOTHING)))
                .containsExactly(
                        "1: STILL_HAS_DEPENDENTS | s.\"x.select | 2 rows; RUNNING_WORK | s.\"x.select | c | 1 row",
                        "2: ");
    }

    @Test
    void a_partitioned_table_counts_the_rows_of_all_its_leaves_by_all_ways() {
        database.script("""
                create table orgs (id int primary key);
                create table users (id int primary key, org_id int constraint users_org references orgs);
                create table notes (day int, org_id int constraint direct references orgs,
                    user_id int constraint by_user references users) partition by list (day);
                create table notes_1 partition of notes for values in (1);
                create table notes_2 partition of notes for values in (2);
                insert into orgs values (1);
                insert into users values (11, 1);
                insert into notes values (1, 1, 11), (2, 1, 11);
                """);
        ConstraintFixture fixture = fixture("orgs");
        fixture.with(fixture.byHand().table("notes", "direct", "by_user users_org"));
        assertThat(told(fixture.bind(List.of("notes")).validate(fixture.named("1"), Lifted.NOTHING)))
                .containsExactly("1: STILL_HAS_DEPENDENTS | public.notes | 2 rows");
    }
}
