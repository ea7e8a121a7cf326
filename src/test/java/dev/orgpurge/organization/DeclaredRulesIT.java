package dev.orgpurge.organization;

import static dev.orgpurge.organization.OrganizationFixture.column;
import static dev.orgpurge.organization.OrganizationFixture.declared;
import static dev.orgpurge.organization.OrganizationFixture.reading;
import static dev.orgpurge.organization.OrganizationFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules without SQL: every kind of rule on every type of column. */
class DeclaredRulesIT {

    private static final Instant AS_OF = Instant.parse("2026-06-01T00:00:00Z");

    private final TestDatabase database = TestServer.newDatabase();

    private List<Organization> candidates(DueRule... rules) {
        return OrganizationFixture.open(database, "orgs", rules).candidates(AS_OF, null, 100);
    }

    private List<String> ids(DueRule... rules) {
        return candidates(rules).stream()
                .map(organization -> organization.id().value())
                .toList();
    }

    private void assertRefused(String sentence, DueRule... rules) {
        assertThatThrownBy(() -> candidates(rules)).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.kind()).isEqualTo(Problem.Kind.USAGE);
            assertThat(problem.detail()).isEqualTo(sentence);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "text            | OFF,CLOSED | 'OFF'  | 'CLOSED' | 'ON'",
                "varchar(6)      | OFF,CLOSED | 'OFF'  | 'CLOSED' | 'ON'",
                "char(6)         | OFF,CLOSED | 'OFF'  | 'CLOSED' | 'ON'",
                "status_type     | OFF,CLOSED | 'OFF'  | 'CLOSED' | 'ON'",
                "status_domain   | OFF,CLOSED | 'OFF'  | 'CLOSED' | 'ON'",
                "\"Odd Schema\".\"Odd Type\" | OFF,CLOSED | 'OFF' | 'CLOSED' | 'ON'",
                "smallint        | 2,3        | 2      | 3        | 1",
                "integer         | 2,-3       | 2      | -3       | 1",
                "bigint          | 2,3        | 2      | 3        | 1",
                "numeric(9,2)    | 2,3.5      | 2.00   | 3.5      | 3.51",
                "boolean         | true       | true   | true     | false",
                "uuid            | 00000000-0000-0000-0000-00000000000A,00000000-0000-0000-0000-00000000000b"
                        + " | '00000000-0000-0000-0000-00000000000a' | '00000000-0000-0000-0000-00000000000b'"
                        + " | '00000000-0000-0000-0000-00000000000c'",
            })
    void a_status_column_selects_by_its_values(String type, String values, String one, String other, String none) {
        database.script("""
                create schema "Odd Schema";
                create type "Odd Schema"."Odd Type" as enum ('ON', 'OFF', 'CLOSED');
                create type status_type as enum ('ON', 'OFF', 'CLOSED');
                create domain status_domain as text check (value <> 'X');
                """
                + "create table orgs (id int primary key, \"Status\" " + type + ");"
                + "insert into orgs values (1, " + one + "), (2, " + other + "), (3, " + none + "), (4, null)");
        assertThat(ids(column("gone", "Status", values.split(",")))).containsExactly("1", "2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "status_type | OFF,CLOSD | \"CLOSD\" is no public.status_type; write ON, OFF, CLOSED",
                "integer     | 1,two     | \"two\" is no integer; write a value of that type",
                "smallint    | 1,99999   | \"99999\" is no smallint; write a value of that type",
                "boolean     | true,gone | \"gone\" is no boolean; write a value of that type",
                "varchar(3)  | OFF,CLOSED | \"CLOSED\" is longer than the 3 characters of column \"status\"; write a"
                        + " value that it can hold",
                "text        | OFF,false | \"false\" is what YAML makes of true, false, on, off, yes and no without"
                        + " quotes, and column \"status\" holds text; quote the word, or write a when if the text is"
                        + " false",
            })
    void a_value_that_the_column_cannot_hold_is_told(String type, String values, String sentence) {
        database.script("create type status_type as enum ('ON', 'OFF', 'CLOSED');"
                + "create table orgs (id int primary key, status " + type + ")");
        assertRefused(
                "orgpurge.organization.due[0].values[1]: " + sentence, column("gone", "status", values.split(",")));
    }

    @Test
    void a_column_that_does_not_exist_or_does_not_fit_is_told() {
        database.script(
                "create table orgs (id int primary key, data jsonb, flag boolean, number bigint, at timestamptz)");
        assertRefused(
                "orgpurge.organization.due[0].column: public.orgs has no column \"status\"; write a column's name exactly"
                        + " as the database stores it",
                column("gone", "status", "OFF"));
        assertRefused(
                "orgpurge.organization.due[0].column: \"data\" is of type jsonb; values fit enum, text, number, boolean"
                        + " and uuid columns; write a when instead",
                column("gone", "data", "{}"));
        assertRefused(
                "orgpurge.organization.due[0].column: it is of type bool; write an expression of type timestamptz,"
                        + " timestamp or date, or a number with its unit",
                column("gone", "flag"));
        assertRefused(
                "orgpurge.organization.due[0].unit: column is of type int8 and says no unit; write seconds or"
                        + " milliseconds, whichever it counts",
                column("gone", "number"));
        assertRefused(
                "orgpurge.organization.due[0].unit: column is of type timestamptz and counts nothing; remove unit",
                reading(column("gone", "at"), null, EpochUnit.SECONDS, 0));
        assertRefused(
                "orgpurge.organization.due[0].purge-after: public.orgs has no column \"later\"; write a column's name"
                        + " exactly as the database stores it",
                declared("gone", null, "later", null));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "timestamptz | '2026-05-01Z'      |               |              | 2026-05-01T00:00:00Z",
                "timestamp   | '2026-05-01 02:00' | Europe/Berlin |              | 2026-05-01T00:00:00Z",
                "date        | '2026-04-30'       | UTC           |              | 2026-05-01T00:00:00Z",
                "integer     | 1777593600         |               | SECONDS      | 2026-05-01T00:00:00Z",
                "bigint      | 1777593600         |               | SECONDS      | 2026-05-01T00:00:00Z",
                "numeric     | 1777593600.25      |               | SECONDS      | 2026-05-01T00:00:00.250Z",
                "bigint      | 1777593600125      |               | MILLISECONDS | 2026-05-01T00:00:00.125Z",
                "numeric     | 1777593600125.5    |               | MILLISECONDS | 2026-05-01T00:00:00.125500Z",
            })
    void a_date_column_selects_where_it_is_set(
            String type, String stored, @Nullable String zone, @Nullable EpochUnit unit, Instant since) {
        database.script("create table orgs (id int primary key, gone_at " + type + ");" + "insert into orgs values (1, "
                + stored + "), (2, null)");
        for (DueRule rule : List.of(column("gone", "gone_at"), declared("gone", null, "gone_at", null))) {
            assertThat(candidates(reading(rule, zone, unit, 0))).singleElement().satisfies(only -> {
                assertThat(only.matches().get(0).since()).isEqualTo(since);
                assertThat(only.matches().get(0).due()).isTrue();
            });
        }
        RuleMatch graced = candidates(reading(column("gone", "gone_at"), zone, unit, 31))
                .get(0)
                .matches()
                .get(0);
        assertThat(graced.due()).isEqualTo(!since.plusSeconds(31 * 86_400).isAfter(AS_OF));
        assertThat(graced.dueSince()).isEqualTo(since.plusSeconds(31 * 86_400));
    }

    @Test
    void a_purge_after_column_is_due_when_it_is_past_and_not_before() {
        database.script("create table orgs (id int primary key, later timestamptz);"
                + "insert into orgs values (1, '2026-05-31T23:59:59Z'), (2, '2026-06-01T00:00:00Z'),"
                + " (3, '2026-06-01T00:00:01Z'), (4, null), (5, 'infinity')");
        assertThat(candidates(declared("scheduled", null, "later", null)))
                .extracting(found -> found.id() + " " + found.matches().get(0).due())
                .containsExactly("1 true", "2 true");
    }

    @ParameterizedTest
    @CsvSource({
        // not set
        "0,MILLISECONDS,none",
        // seconds read as milliseconds would be 1970 and due at once; milliseconds read as seconds are far ahead
        "1777593600,MILLISECONDS,unknown",
        "1777593600000,SECONDS,none",
        "-5,SECONDS,unknown",
        "9223372036854775807,SECONDS,none",
        "9223372036854775807,MILLISECONDS,none",
        "1777593600,SECONDS,due",
    })
    void a_number_that_is_no_plausible_date_selects_nobody(long stored, EpochUnit unit, String outcome) {
        database.script("create table orgs (id int primary key, deleteat bigint not null);"
                + "insert into orgs values (1, " + stored + ")");
        String found = candidates(reading(column("gone", "deleteat"), null, unit, 0)).stream()
                .map(one -> one.matches().get(0).sinceUnknown() ? "unknown" : "due")
                .findFirst()
                .orElse("none");
        assertThat(found).isEqualTo(outcome);
    }

    @Test
    void a_since_that_is_zero_is_no_date() {
        database.script("create table orgs (id int primary key, gone boolean, at bigint);"
                + "insert into orgs values (1, true, 0)");
        DueRule rule = new DueRule(
                "gone",
                "gone",
                "at",
                java.time.Duration.ofDays(1),
                null,
                false,
                false,
                null,
                EpochUnit.SECONDS,
                null,
                null,
                null);
        assertThat(candidates(rule))
                .singleElement()
                .satisfies(
                        only -> assertThat(only.matches().get(0).sinceUnknown()).isTrue());
    }

    @Test
    void everything_a_rule_says_must_hold() {
        database.script("create table orgs (id int primary key, status text, n int);"
                + "insert into orgs values (1, 'OFF', 1), (2, 'OFF', 2), (3, 'ON', 1), (4, 'OFF', null)");
        ColumnTest off = new ColumnTest("status", List.of("OFF"));
        DueRule both = new DueRule(
                "gone", "n = 1", null, java.time.Duration.ZERO, null, false, false, null, null, off, null, null);
        assertThat(ids(both)).containsExactly("1");
    }

    @Test
    void aggregates_make_no_sense_of_one_row() {
        database.script("create table orgs (id int primary key, at timestamptz)");
        assertThatThrownBy(() -> candidates(OrganizationFixture.dated("gone", "true", "max(at)", 1)))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("aggregate functions are not allowed");
        assertThat(settings("orgs").vetoes()).isEmpty();
    }
}
