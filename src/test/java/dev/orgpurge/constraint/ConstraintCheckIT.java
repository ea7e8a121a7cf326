package dev.orgpurge.constraint;

import static dev.orgpurge.constraint.ConstraintFixture.told;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.constraint.ConstraintSettings.Check;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.organization.DueRule;
import dev.orgpurge.organization.Organization;
import dev.orgpurge.organization.OrganizationFixture;
import dev.orgpurge.organization.OrganizationId;
import dev.orgpurge.organization.State;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ConstraintCheckIT {

    private static final Lifted FORCE = new Lifted(true, false);
    private static final Lifted IGNORE_GRACE = new Lifted(false, true);
    private static final Check RUNNING =
            new Check("running", "executions", "state in ('PENDING', 'RUNNING') and id <> 0 -- still at it");
    private static final DueRule GONE = OrganizationFixture.dated("deactivated", "status = 'OFF'", "off_at", 30);
    private static final DueRule FORCED =
            new DueRule("closed", "status = 'CLOSED'", "off_at", Duration.ofDays(30), State.EXPIRED, false, true, null);

    private final TestDatabase database = TestServer.newDatabase();

    @BeforeEach
    void schema() {
        database.script("""
                create table organizations (id bigint primary key, status text, off_at timestamptz);
                create table users (id bigint primary key, org_id bigint not null references organizations);
                create table businesses (id bigint primary key, org_id bigint not null references organizations);
                create table flows (id bigint primary key, org_id bigint not null references organizations);
                create table executions (
                    id bigint primary key, flow_id bigint not null references flows, state text not null, n int, k int);
                insert into organizations values
                    (1, 'ON', null), (2, 'OFF', '2026-05-20Z'), (3, 'OFF', null), (4, 'OFF', '2026-01-01Z'),
                    (5, 'CLOSED', '2026-01-01Z'), (6, 'CLOSED', '2026-05-20Z');
                """);
    }

    private void give(String table, String rows) {
        database.script("insert into " + table + " values " + rows);
    }

    private ConstraintFixture fixture(DueRule... rules) {
        return new ConstraintFixture(database, OrganizationFixture.settings("organizations", rules));
    }

    private List<String> verdict(Lifted lifted, String... ids) {
        ConstraintFixture fixture = fixture(GONE, FORCED);
        return told(fixture.bind(List.of("users", "businesses"), RUNNING).validate(fixture.named(ids), lifted));
    }

    @Test
    void nobody_goes_whom_no_rule_matches() {
        String told = "1: NOT_DUE | no due rule matches";
        assertThat(verdict(Lifted.NOTHING, "1")).containsExactly(told);
        assertThat(verdict(new Lifted(true, true), "1")).containsExactly(told);
    }

    @Test
    void the_grace_period_blocks_until_it_is_over_or_ignored() {
        String told = "2: GRACE_PERIOD | the grace period lasts until 2026-06-19T00:00:00Z";
        assertThat(verdict(Lifted.NOTHING, "2")).containsExactly(told);
        assertThat(verdict(FORCE, "2")).containsExactly(told);
        assertThat(verdict(IGNORE_GRACE, "2")).containsExactly("2: ");
        assertThat(verdict(Lifted.NOTHING, "4")).containsExactly("4: ");
    }

    @Test
    void an_unknown_date_blocks_whatever_is_lifted() {
        String told = "3: DUE_DATE_UNKNOWN | the row has no date that its grace period could begin at";
        assertThat(verdict(Lifted.NOTHING, "3")).containsExactly(told);
        assertThat(verdict(new Lifted(true, true), "3")).containsExactly(told);
    }

    @Test
    void one_rule_that_is_due_is_enough() {
        ConstraintFixture fixture = fixture(GONE, OrganizationFixture.onRequest("erasure"));
        assertThat(told(fixture.bind(List.of()).validate(fixture.named("1", "2", "3"), Lifted.NOTHING)))
                .containsExactly("1: ", "2: ", "3: ");
        assertThat(told(fixture.bind(List.of()).validate(fixture.candidates(10), Lifted.NOTHING)))
                .containsExactly(
                        "2: GRACE_PERIOD | the grace period lasts until 2026-06-19T00:00:00Z",
                        "3: DUE_DATE_UNKNOWN | the row has no date that its grace period could begin at",
                        "4: ");
    }

    @Test
    void dependents_block_unless_forced() {
        give("users", "(1, 4), (2, 4), (3, 1)");
        give("businesses", "(1, 4)");
        assertThat(verdict(Lifted.NOTHING, "4"))
                .containsExactly("4: STILL_HAS_DEPENDENTS | public.users | 2 rows;"
                        + " STILL_HAS_DEPENDENTS | public.businesses | 1 row");
        assertThat(verdict(IGNORE_GRACE, "4").get(0)).contains("STILL_HAS_DEPENDENTS");
        assertThat(verdict(FORCE, "4")).containsExactly("4: ");
    }

    @Test
    void a_rule_with_force_lifts_the_dependents_of_whom_it_selects() {
        give("users", "(1, 4), (2, 5), (3, 6)");
        assertThat(verdict(Lifted.NOTHING, "4", "5", "6"))
                .containsExactly(
                        "4: STILL_HAS_DEPENDENTS | public.users | 1 row",
                        "5: ",
                        "6: GRACE_PERIOD | the grace period lasts until 2026-06-19T00:00:00Z;"
                                + " STILL_HAS_DEPENDENTS | public.users | 1 row");
        assertThat(verdict(IGNORE_GRACE, "6")).containsExactly("6: ");
    }

    @Test
    void running_work_blocks_whatever_is_lifted() {
        give("flows", "(1, 4), (2, 1)");
        give(
                "executions",
                "(1, 1, 'RUNNING'), (2, 1, 'PENDING'), (3, 1, 'DONE'), (4, 2, 'RUNNING'), (0, 1, 'RUNNING')");
        String told = "4: RUNNING_WORK | public.executions | running | 2 rows";
        assertThat(verdict(Lifted.NOTHING, "4")).containsExactly(told);
        assertThat(verdict(new Lifted(true, true), "4")).containsExactly(told);
    }

    @Test
    void all_reasons_are_told_at_once_and_everyone_keeps_his_own() {
        give("users", "(1, 2), (2, 3), (3, 3)");
        give("businesses", "(1, 2), (2, 1)");
        give("flows", "(1, 2), (2, 3)");
        give("executions", "(1, 1, 'RUNNING'), (2, 2, 'DONE')");
        assertThat(verdict(Lifted.NOTHING, "1", "2", "3", "4"))
                .containsExactly(
                        "1: NOT_DUE | no due rule matches; STILL_HAS_DEPENDENTS | public.businesses | 1 row",
                        "2: GRACE_PERIOD | the grace period lasts until 2026-06-19T00:00:00Z;"
                                + " STILL_HAS_DEPENDENTS | public.users | 1 row;"
                                + " STILL_HAS_DEPENDENTS | public.businesses | 1 row;"
                                + " RUNNING_WORK | public.executions | running | 1 row",
                        "3: DUE_DATE_UNKNOWN | the row has no date that its grace period could begin at;"
                                + " STILL_HAS_DEPENDENTS | public.users | 2 rows",
                        "4: ");
    }

    @Test
    void verdicts_keep_the_order_of_the_question() {
        ConstraintFixture fixture = fixture(GONE);
        List<Organization> some = fixture.named("2", "3", "4");
        assertThat(fixture.bind(List.of("users"))
                        .validate(List.of(some.get(2), some.get(0), some.get(1)), Lifted.NOTHING)
                        .keySet())
                .extracting(OrganizationId::value)
                .containsExactly("4", "2", "3");
        assertThat(fixture.bind(List.of("users"), RUNNING).validate(List.of(), Lifted.NOTHING))
                .isEmpty();
    }

    @Test
    void dependents_of_one_organization_are_counted_also_where_there_are_none() {
        give("users", "(1, 4), (2, 4), (3, 1)");
        assertThat(fixture(GONE).bind(List.of("users", "public.businesses")).dependents(new OrganizationId("4")))
                .containsExactly(Map.entry("public.users", 2L), Map.entry("public.businesses", 0L));
    }

    @Test
    void a_check_may_look_at_the_organizations_own_row() {
        ConstraintFixture fixture = fixture(GONE);
        Check locked = new Check("fresh", "organizations", "off_at > '2026-05-01Z' and id > 0");
        assertThat(told(fixture.bind(List.of(), locked).validate(fixture.named("2", "4"), IGNORE_GRACE)))
                .containsExactly("2: RUNNING_WORK | public.organizations | fresh | 1 row", "4: ");
    }

    @Test
    void a_page_of_two_thousand_is_one_question_per_table() {
        database.script("""
                insert into organizations select n, 'OFF', '2026-01-01Z' from generate_series(1001, 3000) n;
                insert into users select n, n from generate_series(1001, 3000) n where n % 2 = 0;
                insert into flows select n, n from generate_series(1001, 3000) n;
                insert into executions select n, n, case when n % 5 = 0 then 'RUNNING' else 'DONE' end
                    from generate_series(1001, 3000) n;
                delete from organizations where id < 1000;
                """);
        ConstraintFixture fixture = fixture(GONE);
        List<Organization> page = fixture.candidates(2000);
        Map<OrganizationId, Verdict> verdicts =
                fixture.bind(List.of("users"), RUNNING).validate(page, Lifted.NOTHING);
        assertThat(verdicts).hasSize(2000);
        assertThat(verdicts.entrySet()).allSatisfy(entry -> {
            int id = Integer.parseInt(entry.getKey().value());
            assertThat(entry.getValue().reasons()).hasSize((id % 2 == 0 ? 1 : 0) + (id % 5 == 0 ? 1 : 0));
        });
    }
}
