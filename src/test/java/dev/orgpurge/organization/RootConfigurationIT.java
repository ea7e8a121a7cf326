package dev.orgpurge.organization;

import static dev.orgpurge.organization.OrganizationFixture.dated;
import static dev.orgpurge.organization.OrganizationFixture.inZone;
import static dev.orgpurge.organization.OrganizationFixture.rule;
import static dev.orgpurge.organization.OrganizationFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.RootSettings.StateChange;
import dev.orgpurge.problem.Problem;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RootConfigurationIT {

    private static final TestDatabase DATABASE = database();

    private static TestDatabase database() {
        TestDatabase database = TestServer.newDatabase();
        database.script("""
                create type status_type as enum ('ACTIVE', 'DEACTIVATED');
                create table orgs (id bigint primary key, name text, code text not null unique, vat text unique,
                    part text not null, status status_type, at timestamptz, local_at timestamp, day date);
                create table keyless (id bigint not null);
                create table pairs (a bigint, b bigint, primary key (a, b))
                """);
        return database;
    }

    private static void assertRefused(RootSettings settings, String sentence) {
        assertThatThrownBy(() -> OrganizationFixture.open(DATABASE, settings))
                .isInstanceOfSatisfying(Problem.class, problem -> {
                    assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE);
                    assertThat(problem.code()).isEqualTo("CONFIGURATION");
                    assertThat(problem.detail()).isEqualTo(sentence);
                });
    }

    private static RootSettings columns(String table, @Nullable String key, @Nullable String label) {
        return new RootSettings(table, key, label, List.of(), null, null);
    }

    @Test
    void the_key_is_the_primary_key_and_the_label_the_key_unless_something_else_is_said() {
        RootTable root = OrganizationFixture.open(DATABASE, settings("orgs")).root();
        assertThat(root.key()).hasToString("id");
        assertThat(root.label()).hasToString("id");
        RootTable other = OrganizationFixture.open(DATABASE, columns("public.orgs", "\"code\"", "name"))
                .root();
        assertThat(other.key()).hasToString("code");
        assertThat(other.label()).hasToString("name");
    }

    @Test
    void an_unknown_table_is_named() {
        assertRefused(
                settings("orgz"),
                "orgpurge.organization.table: there is no table \"orgz\" in this database; write the name of the"
                        + " organizations' table, schema-qualified if it is not on the search path");
    }

    @Test
    void a_table_without_a_key_of_one_column_needs_a_configured_one() {
        String sentence = " has no primary key of one column; write a column that is unique and NOT NULL";
        assertRefused(settings("keyless"), "orgpurge.organization.key: public.keyless" + sentence);
        assertRefused(settings("pairs"), "orgpurge.organization.key: public.pairs" + sentence);
    }

    @Test
    void a_configured_key_must_identify_rows() {
        String sentence = " does not identify a row; write a column that is unique by itself and NOT NULL";
        assertRefused(
                columns("orgs", "part", null), "orgpurge.organization.key: column \"part\" of public.orgs" + sentence);
        assertRefused(
                columns("orgs", "vat", null), "orgpurge.organization.key: column \"vat\" of public.orgs" + sentence);
        assertRefused(
                columns("pairs", "a", null), "orgpurge.organization.key: column \"a\" of public.pairs" + sentence);
    }

    @Test
    void an_unknown_column_is_named() {
        String sentence = "; write a column's name exactly as the database stores it";
        assertRefused(
                columns("orgs", "ID", null), "orgpurge.organization.key: public.orgs has no column \"ID\"" + sentence);
        assertRefused(
                columns("orgs", null, "nam"),
                "orgpurge.organization.label: public.orgs has no column \"nam\"" + sentence);
    }

    @Test
    void sql_that_the_table_does_not_understand_is_named_with_its_place() {
        assertRefused(
                settings("orgs", rule("a", "true"), rule("gone", "statsu = 'DEACTIVATED'")),
                "orgpurge.organization.due[1].when: PostgreSQL does not accept \"statsu = 'DEACTIVATED'\" as a condition"
                        + " on public.orgs (SQLSTATE 42703: column \"statsu\" does not exist); correct the SQL there");
        assertRefused(
                settings("orgs", rule("gone", "status = 'DEACTIVATD'")),
                "orgpurge.organization.due[0].when: PostgreSQL does not accept \"status = 'DEACTIVATD'\" as a condition"
                        + " on public.orgs (SQLSTATE 22P02: invalid input value for enum status_type: \"DEACTIVATD\");"
                        + " correct the SQL there");
        assertRefused(
                settings("orgs", rule("gone", "name")),
                "orgpurge.organization.due[0].when: PostgreSQL does not accept \"name\" as a condition on public.orgs"
                        + " (SQLSTATE 42804: argument of WHERE must be type boolean, not type text); correct the SQL"
                        + " there");
        assertRefused(
                settings("orgs", dated("gone", "true", "deactivated_at", 1)),
                "orgpurge.organization.due[0].since: PostgreSQL does not accept \"deactivated_at\" as an expression over"
                        + " public.orgs (SQLSTATE 42703: column \"deactivated_at\" does not exist); correct the SQL"
                        + " there");
    }

    @Test
    void the_condition_of_a_change_is_checked_too() {
        StateChange broken = new StateChange("statsu is null", "status = null");
        String place = ".when: PostgreSQL does not accept \"statsu is null\" as a condition on public.orgs"
                + " (SQLSTATE 42703: column \"statsu\" does not exist); correct the SQL there";
        assertRefused(
                OrganizationFixture.changing(settings("orgs"), broken, null),
                "orgpurge.organization.deactivate" + place);
        assertRefused(
                OrganizationFixture.changing(settings("orgs"), null, broken),
                "orgpurge.organization.reactivate" + place);
    }

    @Test
    void a_date_needs_exactly_the_zone_that_its_type_lacks() {
        assertRefused(
                settings("orgs", dated("gone", "true", "local_at", 1)),
                "orgpurge.organization.due[0].zone: since is of type timestamp and says no zone; write the zone it is"
                        + " meant in, such as Europe/Berlin");
        assertRefused(
                settings("orgs", dated("gone", "true", "day", 1)),
                "orgpurge.organization.due[0].zone: since is of type date and says no zone; write the zone it is meant"
                        + " in, such as Europe/Berlin");
        assertRefused(
                settings("orgs", inZone(dated("gone", "true", "at", 1), "Europe/Berlin")),
                "orgpurge.organization.due[0].zone: since is of type timestamptz and needs none; remove zone");
        assertRefused(
                settings("orgs", dated("gone", "true", "name", 1)),
                "orgpurge.organization.due[0].since: it is of type text; write an expression of type timestamptz,"
                        + " timestamp or date, or a number with its unit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SystemV/PST8PDT", "CET"})
    void a_zone_that_the_database_reads_otherwise_is_refused(String zone) {
        assertRefused(
                settings("orgs", inZone(dated("gone", "true", "day", 1), zone)),
                "orgpurge.organization.due[0].zone: this PostgreSQL knows no place's time zone \"" + zone
                        + "\"; write one such as Europe/Berlin");
    }

    @Test
    void rules_that_would_select_by_accident_are_refused() {
        assertRefused(
                settings("orgs", rule("all", null)),
                "orgpurge.organization.due[0].when: without it every organization would be due; write a condition or"
                        + " on-request: true");
        assertRefused(
                settings("orgs", dated("gone", "true", "at", -1)),
                "orgpurge.organization.due[0].grace: a grace period cannot be negative; write a duration such as 30d");
        assertRefused(
                settings("orgs", graceWithoutDate()),
                "orgpurge.organization.due[0].grace: a grace period needs a date to begin at; write since");
        assertRefused(
                settings("orgs", inZone(rule("gone", "true"), "Europe/Berlin")),
                "orgpurge.organization.due[0].zone: a zone reads the date of since, and there is none; remove zone");
        assertRefused(
                settings("orgs", rule("gone", "true"), rule("gone", "name is null")),
                "orgpurge.organization.due[1].rule: \"gone\" is taken; give every rule its own name");
    }

    private static DueRule graceWithoutDate() {
        return new DueRule("gone", "true", null, Duration.ofDays(3), null, false, false, null);
    }
}
