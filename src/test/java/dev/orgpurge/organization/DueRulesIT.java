package dev.orgpurge.organization;

import static dev.orgpurge.organization.OrganizationFixture.dated;
import static dev.orgpurge.organization.OrganizationFixture.inZone;
import static dev.orgpurge.organization.OrganizationFixture.onRequest;
import static dev.orgpurge.organization.OrganizationFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DueRulesIT {

    private static final Instant AS_OF = Instant.parse("2026-06-01T00:00:00Z");

    private final TestDatabase database = TestServer.newDatabase();

    private RuleMatch onlyMatch(DueRule rule) {
        List<Organization> found =
                OrganizationFixture.open(database, "orgs", rule).candidates(AS_OF, null, 10);
        assertThat(found).hasSize(1);
        assertThat(found.get(0).matches()).hasSize(1);
        return found.get(0).matches().get(0);
    }

    private List<String> candidates(DueRule... rules) {
        return OrganizationFixture.open(database, "orgs", rules).candidates(AS_OF, null, 100).stream()
                .map(organization -> organization.id().value())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "text | 'OFF' | 'ON' | status = 'OFF'",
                "status_type | 'OFF' | 'ON' | status = 'OFF'",
                "boolean | true | false | status",
                "boolean | true | null | status",
                "jsonb | '{\"off\": 1}' | '{}' | status ? 'off'",
            })
    void the_condition_may_be_about_any_type(String type, String gone, String active, String when) {
        database.script("create type status_type as enum ('ON', 'OFF');"
                + "create table orgs (id int primary key, status " + type + ");"
                + "insert into orgs values (1, " + gone + "), (2, " + active + ")");
        assertThat(candidates(rule("gone", when))).containsExactly("1");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-05-02T00:00:00.000001Z,false",
        "2026-05-02T00:00:00Z,true",
        "2026-05-01T23:59:59.999999Z,true",
    })
    void due_is_from_the_very_end_of_the_grace_period(String since, boolean due) {
        database.script("create table orgs (id int primary key, gone_at timestamptz);" + "insert into orgs values (1, '"
                + since + "')");
        RuleMatch match = onlyMatch(dated("gone", "true", "gone_at", 30));
        assertThat(match.due()).isEqualTo(due);
        assertThat(match.since()).isEqualTo(Instant.parse(since));
        assertThat(match.dueSince()).isEqualTo(Instant.parse(since).plusSeconds(30L * 24 * 3600));
        assertThat(match.sinceUnknown()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        // the clocks of Berlin went forward on 29 March 2026 and back on 25 October 2025
        "timestamp,2026-03-29 01:59:59,Europe/Berlin,2026-03-29T00:59:59Z",
        "timestamp,2026-03-29 03:00:00,Europe/Berlin,2026-03-29T01:00:00Z",
        // half past two was left out in spring and came twice in autumn: the later reading counts
        "timestamp,2026-03-29 02:30:00,Europe/Berlin,2026-03-29T01:30:00Z",
        "timestamp,2025-10-26 02:30:00,Europe/Berlin,2025-10-26T01:30:00Z",
        // a day ends at midnight of its place; that of Cairo was left out on 24 April 2026
        "date,2026-03-28,Europe/Berlin,2026-03-28T23:00:00Z",
        "date,2026-03-29,Europe/Berlin,2026-03-29T22:00:00Z",
        "date,2025-10-25,Europe/Berlin,2025-10-25T22:00:00Z",
        "date,2025-10-26,Europe/Berlin,2025-10-26T23:00:00Z",
        "date,2026-04-23,Africa/Cairo,2026-04-23T22:00:00Z",
        "date,2026-01-01,+02:00,2026-01-01T22:00:00Z",
        "timestamp,2026-01-01 00:00:00,+02:00,2025-12-31T22:00:00Z",
        "timestamp,2026-01-01 00:00:00,UTC-05:30,2026-01-01T05:30:00Z",
        "timestamp,2026-01-01 00:00:00,Z,2026-01-01T00:00:00Z",
    })
    void a_date_without_a_zone_is_read_in_the_rules_zone(String type, String stored, String zone, String since) {
        database.script("create table orgs (id int primary key, gone_at " + type + ");"
                + "insert into orgs values (1, '" + stored + "')");
        assertThat(onlyMatch(inZone(dated("gone", "true", "gone_at", 0), zone)).since())
                .isEqualTo(Instant.parse(since));
    }

    @Test
    void a_day_of_grace_is_24_hours_whatever_the_clocks_do() {
        database.script("create table orgs (id int primary key, gone_at timestamp);"
                + "insert into orgs values (1, '2026-03-28 12:00')");
        RuleMatch match = onlyMatch(inZone(dated("gone", "true", "gone_at", 1), "Europe/Berlin"));
        assertThat(match.since()).isEqualTo(Instant.parse("2026-03-28T11:00:00Z"));
        assertThat(match.dueSince()).isEqualTo(Instant.parse("2026-03-29T11:00:00Z"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "'-infinity'"})
    void a_row_without_a_date_matches_and_is_not_due(String date) {
        database.script("create table orgs (id int primary key, gone_at timestamptz);" + "insert into orgs values (1, "
                + date + ")");
        RuleMatch match = onlyMatch(dated("gone", "true", "gone_at", 1));
        assertThat(match.sinceUnknown()).isTrue();
        assertThat(match.due()).isFalse();
        assertThat(match.since()).isNull();
        assertThat(match.dueSince()).isNull();
    }

    @Test
    void a_date_that_lies_ahead_or_never_comes_does_not_match_yet() {
        database.script("create table orgs (id int primary key, expires_at timestamptz);"
                + "insert into orgs values (1, '2026-05-31T23:59:59Z'), (2, '2026-06-01T00:00:00Z'),"
                + " (3, '2026-06-01T00:00:01Z'), (4, 'infinity')");
        DueRule expired = dated("expired", "expires_at is not null", "expires_at", 14);
        assertThat(candidates(expired)).containsExactly("1", "2");
        assertThat(OrganizationFixture.open(database, "orgs", expired).find(new OrganizationId("3"), AS_OF))
                .hasValueSatisfying(found -> assertThat(found.state()).isEqualTo(State.ACTIVE));
    }

    @Test
    void a_rule_without_a_date_is_due_at_once() {
        database.script("create table orgs (id int primary key); insert into orgs values (1)");
        RuleMatch match = onlyMatch(rule("gone", "true"));
        assertThat(match.due()).isTrue();
        assertThat(match.sinceUnknown()).isFalse();
        assertThat(match.dueSince()).isNull();
    }

    @Test
    void every_rule_that_matches_is_told_in_the_order_of_the_configuration() {
        database.script("create table orgs (id int primary key, a boolean, b boolean, at timestamptz);"
                + "insert into orgs values (1, true, true, '2026-05-31Z'), (2, false, true, null),"
                + " (3, false, false, '2020-01-01Z'), (4, true, null, '2020-01-01Z')");
        Organizations organizations =
                OrganizationFixture.open(database, "orgs", dated("a", "a", "at", 30), rule("b", "b"));
        assertThat(organizations.candidates(AS_OF, null, 10))
                .extracting(found -> found.id() + " "
                        + found.matches().stream().map(RuleMatch::rule).toList() + " "
                        + found.match().orElseThrow().rule())
                .containsExactly("1 [a, b] b", "2 [b] b", "4 [a] a");
    }

    @Test
    void an_on_request_rule_matches_whoever_is_named_and_nobody_else() {
        database.script("create table orgs (id int primary key, gone boolean);"
                + "insert into orgs values (1, true), (2, false)");
        DueRule[] rules = {rule("gone", "gone"), onRequest("erasure")};
        Organizations organizations = OrganizationFixture.open(database, "orgs", rules);
        List<OrganizationId> both = List.of(new OrganizationId("1"), new OrganizationId("2"));

        assertThat(candidates(rules)).containsExactly("1");
        assertThat(candidates(onRequest("erasure"))).isEmpty();
        assertThat(organizations.candidates(AS_OF, null, 10).get(0).matches()).hasSize(1);
        assertThat(organizations.findAll(both, AS_OF, false))
                .extracting(found -> found.matches().size())
                .containsExactly(1, 0);
        assertThat(organizations.findAll(both, AS_OF, true))
                .extracting(found -> found.matches().size())
                .containsExactly(2, 1);
        assertThat(organizations.find(both.get(1), AS_OF).orElseThrow().matches())
                .allSatisfy(match -> assertThat(match.onRequest()).isTrue());
    }

    @Test
    void a_date_is_looked_at_only_where_the_condition_holds() {
        database.script("create table orgs (id int primary key, gone boolean, at text);"
                + "insert into orgs values (1, true, '2020-01-01Z'), (2, false, 'no date')");
        assertThat(candidates(dated("gone", "gone", "at::timestamptz", 1))).containsExactly("1");
    }

    @Test
    void sql_that_fails_on_a_row_is_reported_without_the_rows_contents() {
        database.script(
                "create table orgs (id int primary key, at text);" + "insert into orgs values (1, 'private words')");
        Organizations organizations =
                OrganizationFixture.open(database, "orgs", dated("gone", "true", "at::timestamptz", 1));
        assertThatThrownBy(() -> organizations.candidates(AS_OF, null, 10))
                .isInstanceOf(Problem.class)
                .hasMessageContaining("orgpurge.organization.due")
                .hasMessageContaining("22007")
                .hasMessageNotContaining("private words")
                .hasNoCause();
    }

    @Test
    void without_any_rule_nobody_can_be_selected() {
        database.script("create table orgs (id int primary key)");
        assertThatThrownBy(() -> candidates())
                .isInstanceOf(Problem.class)
                .hasMessageStartingWith("orgpurge.organization.due: no rule says who is due; write at least one");
    }
}
