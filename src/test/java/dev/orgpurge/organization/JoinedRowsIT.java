package dev.orgpurge.organization;

import static dev.orgpurge.organization.OrganizationFixture.joined;
import static dev.orgpurge.organization.OrganizationFixture.reading;
import static dev.orgpurge.organization.OrganizationFixture.rule;
import static dev.orgpurge.organization.OrganizationFixture.settings;
import static dev.orgpurge.organization.OrganizationFixture.vetoing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.JoinedRows.Match;
import dev.orgpurge.problem.Problem;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules and vetoes that ask another table, whose rows may be none, one or many. */
class JoinedRowsIT {

    private static final Instant AS_OF = Instant.parse("2026-06-01T00:00:00Z");

    private final TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void schema() {
        database.script("""
                create table orgs (id bigint primary key, plan_id int, status text);
                create table subscriptions (id serial primary key, org_id int, status text, period_end timestamptz);
                insert into orgs select n from generate_series(1, 9) n;
                insert into subscriptions (org_id, status, period_end) values
                    (1, 'ended', '2026-01-01Z'),
                    (2, 'ended', '2026-01-01Z'), (2, 'ended', '2026-05-20Z'),
                    (3, 'ended', '2026-01-01Z'), (3, 'active', '2025-06-01Z'),
                    (4, 'active', '2026-01-01Z'), (4, 'ended', '2025-06-01Z'),
                    (5, 'ended', null), (5, 'ended', '2026-01-01Z'),
                    (6, 'ended', '2026-07-01Z'), (6, 'ended', '2026-01-01Z'),
                    (7, 'ended', '2026-01-01Z'), (7, 'active', '2026-01-01Z'),
                    (8, null, '2026-01-01Z'),
                    (null, 'ended', '2026-01-01Z'), (77, 'ended', '2026-01-01Z');
                """);
    }

    private static JoinedRows ended(Match match) {
        return new JoinedRows(
                "subscriptions",
                "org_id",
                null,
                null,
                new ColumnTest("status", List.of("ended")),
                "period_end",
                null,
                null,
                match);
    }

    private static JoinedRows rows(String table, String on, @Nullable String to, @Nullable String when) {
        return new JoinedRows(table, on, to, when, null, null, null, null, Match.ALL);
    }

    private List<String> told(DueRule rule) {
        return OrganizationFixture.open(database, "orgs", rule).candidates(AS_OF, null, 100).stream()
                .map(found -> found.id() + " " + told(found.matches().get(0)))
                .toList();
    }

    private static String told(RuleMatch match) {
        return match.sinceUnknown() ? "unknown" : match.since() + (match.due() ? " due" : " grace");
    }

    @Test
    void all_rows_must_have_ended_and_the_latest_date_counts() {
        assertThat(told(reading(joined("ended", ended(Match.ALL)), null, null, 30)))
                .containsExactly("1 2026-01-01T00:00:00Z due", "2 2026-05-20T00:00:00Z grace", "5 unknown");
    }

    @Test
    void any_row_may_have_ended_and_the_latest_of_those_counts() {
        assertThat(told(reading(joined("ended", ended(Match.ANY)), null, null, 30)))
                .containsExactly(
                        "1 2026-01-01T00:00:00Z due",
                        "2 2026-05-20T00:00:00Z grace",
                        "3 2026-01-01T00:00:00Z due",
                        "4 2025-06-01T00:00:00Z due",
                        "5 unknown",
                        "7 2026-01-01T00:00:00Z due");
    }

    @Test
    void the_latest_row_must_have_ended_and_one_without_a_date_is_the_latest() {
        // 4: the latest is active; 6: the latest ends tomorrow; 7: two are the latest, and one of them is active
        assertThat(told(reading(joined("ended", ended(Match.LATEST)), null, null, 30)))
                .containsExactly(
                        "1 2026-01-01T00:00:00Z due",
                        "2 2026-05-20T00:00:00Z grace",
                        "3 2026-01-01T00:00:00Z due",
                        "5 unknown");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "timestamptz | '2026-05-01Z'      |               |              | 2026-05-01T00:00:00Z",
                "timestamp   | '2026-05-01 02:00' | Europe/Berlin |              | 2026-05-01T00:00:00Z",
                "date        | '2026-04-30'       | UTC           |              | 2026-05-01T00:00:00Z",
                "bigint      | 1777593600         |               | SECONDS      | 2026-05-01T00:00:00Z",
                "bigint      | 1777593600125      |               | MILLISECONDS | 2026-05-01T00:00:00.125Z",
            })
    void a_schedule_table_says_from_when_it_is_due(
            String type, String stored, @Nullable String zone, @Nullable EpochUnit unit, Instant since) {
        database.script("create table schedule (org_id bigint references orgs, at " + type + ");"
                + "insert into schedule values (2, " + stored + ")");
        JoinedRows schedule = new JoinedRows(
                "schedule", "org_id", null, null, null, "at", unit, zone == null ? null : ZoneId.of(zone), Match.ALL);
        assertThat(told(joined("scheduled", schedule))).containsExactly("2 " + since + " due");
    }

    @Test
    void the_root_row_may_name_the_joined_row() {
        database.script("create table plans (id int primary key, ended boolean);"
                + "insert into plans values (10, true), (11, false);"
                + "update orgs set plan_id = 9 + id where id < 3");
        assertThat(told(joined("ended", rows("plans", "id", "plan_id", "ended"))))
                .containsExactly("1 null due");
    }

    @Test
    void a_joined_condition_sees_the_joined_row_and_nothing_else() {
        database.script("update orgs set status = 'ended'");
        assertThat(told(joined("ended", rows("subscriptions", "org_id", null, "status = 'ended' and id > 0"))))
                .extracting(line -> line.substring(0, 1))
                .containsExactly("1", "2", "5", "6");
        assertRefused(
                rows("subscriptions", "org_id", null, "plan_id = 1"),
                "orgpurge.organization.due[0].join.when: PostgreSQL does not accept \"plan_id = 1\" as a condition on"
                        + " public.subscriptions (SQLSTATE 42703: column \"plan_id\" does not exist); correct the SQL"
                        + " there");
    }

    @Test
    void a_table_may_be_joined_to_itself() {
        database.script("update orgs set plan_id = 4, status = 'OFF' where id = 5");
        assertThat(told(joined("child", rows("orgs", "plan_id", null, "status = 'OFF'"))))
                .containsExactly("4 null due");
    }

    private void assertRefused(JoinedRows join, String sentence) {
        assertThatThrownBy(() -> told(joined("ended", join)))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.detail()).isEqualTo(sentence));
    }

    @Test
    void what_does_not_fit_the_catalogue_is_told() {
        assertRefused(
                rows("subscription", "org_id", null, null),
                "orgpurge.organization.due[0].join.table: there is no table \"subscription\" in this database; write an"
                        + " existing table, schema-qualified if it is not on the search path");
        assertRefused(
                rows("subscriptions", "orgid", null, null),
                "orgpurge.organization.due[0].join.by: public.subscriptions has no column \"orgid\"; write a column's"
                        + " name exactly as the database stores it");
        assertRefused(
                rows("subscriptions", "org_id", "plan", null),
                "orgpurge.organization.due[0].join.to: public.orgs has no column \"plan\"; write a column's name exactly"
                        + " as the database stores it");
        assertThatThrownBy(() -> told(joined("ended", rows("subscriptions", "status", null, null))))
                .hasMessageStartingWith(
                        "orgpurge.organization.due[0].join.by: PostgreSQL does not accept \"\"status\"\""
                                + " as a column that names a row of public.orgs (SQLSTATE 42883");
    }

    @Test
    void one_row_that_speaks_against_it_is_a_veto() {
        JoinedRows active = new JoinedRows(
                "subscriptions",
                "org_id",
                null,
                null,
                new ColumnTest("status", List.of("active")),
                null,
                null,
                null,
                Match.ANY);
        Veto veto = new Veto("active-subscription", null, null, List.of(), active);
        assertThat(protectedOnes(veto)).containsExactly("3", "4", "7");
    }

    @Test
    void a_flag_a_condition_and_a_list_of_ids_are_vetoes() {
        database.script("update orgs set status = 'internal' where id in (2, 3)");
        assertThat(protectedOnes(
                        new Veto("flag", null, new ColumnTest("status", List.of("internal")), List.of(), null)))
                .containsExactly("2", "3");
        assertThat(protectedOnes(new Veto("sql", "id = 9", null, List.of(), null)))
                .containsExactly("9");
        assertThat(protectedOnes(new Veto("ids", null, null, List.of("001", "7", "500"), null)))
                .containsExactly("1", "7");
        assertThatThrownBy(() -> protectedOnes(new Veto("ids", null, null, List.of("1", "one"), null)))
                .hasMessage("orgpurge.organization.vetoes[0].ids[1]: \"one\" is no bigint, and public.orgs.id is one;"
                        + " write an id");
    }

    private List<String> protectedOnes(Veto veto) {
        RootSettings settings = vetoing(settings("orgs", rule("all", "true")), veto);
        return OrganizationFixture.open(database, settings).candidates(AS_OF, null, 100).stream()
                .filter(found -> found.vetoes().equals(List.of(veto.veto())))
                .map(found -> found.id().value())
                .toList();
    }
}
