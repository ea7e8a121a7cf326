package dev.orgpurge.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orgpurge.OrgPurgeApplication;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class DemoDataIT {

    private static final TestDatabase DATABASE = TestServer.newDatabase();

    @BeforeAll
    static void load() throws SQLException {
        DemoData.load(DATABASE.dataSource());
    }

    @Test
    void two_hundred_organizations_have_some_three_hundred_thousand_rows() throws SQLException {
        Census census = Census.take(DATABASE.dataSource());
        assertThat(census.organizations()).hasSize(200);
        assertThat(census.total()).isBetween(290_000L, 310_000L);
        assertThat(census.rows().keySet())
                .containsExactlyInAnyOrder(
                        "organizations",
                        "users",
                        "businesses",
                        "flows",
                        "flow_executions",
                        "task_outputs",
                        "task_statuses");
    }

    @Test
    void neighbours_on_disk_belong_to_different_organizations_and_follow_each_other_in_time() {
        assertThat(number("""
                        select 100 * count(*) filter (where organization_id <> before) / count(*)
                          from (select f.organization_id, lag(f.organization_id) over (order by e.ctid) as before
                                  from flow_executions e join flows f on f.id = e.flow_id where e.finished_at is not null) x
                        """)).isGreaterThan(95);
        assertThat(number("""
                        select count(*) from (select updated_at, lag(updated_at) over (order by id) as before
                                                from task_statuses) x where updated_at < before
                        """)).isZero();
    }

    @Test
    void a_second_load_gives_the_same_rows() throws SQLException {
        TestDatabase second = TestServer.newDatabase();
        DemoData.load(second.dataSource());
        assertThat(Census.take(second.dataSource())).isEqualTo(Census.take(DATABASE.dataSource()));
        String digest =
                "select sum(hashtextextended(execution_id::text || task || payload::text, 0)) from task_outputs";
        assertThat(second.jdbc().sql(digest).query(String.class).single())
                .isEqualTo(DATABASE.jdbc().sql(digest).query(String.class).single());
    }

    @Test
    void the_plan_can_be_executed_without_a_finding() {
        JsonNode plan = orgPurge("plan");
        assertThat(plan.get("executable").asBoolean()).isTrue();
        assertThat(plan.get("findings")).isEmpty();
        assertThat(plan.get("steps").valueStream().map(step -> step.get("table").asString()))
                .hasSize(7)
                .containsSubsequence(
                        "public.task_outputs",
                        "public.flow_executions",
                        "public.flows",
                        "public.users",
                        "public.organizations");
    }

    @Test
    void forty_one_organizations_may_go_and_ten_are_blocked_for_five_reasons() {
        JsonNode run = orgPurge("purge-due");
        assertThat(run.get("rows").asLong()).isGreaterThan(60_000);
        Map<String, Integer> outcomes = new TreeMap<>();
        run.get("organizations").forEach(organization -> outcomes.merge(outcome(organization), 1, Integer::sum));
        assertThat(outcomes)
                .isEqualTo(Map.of(
                        "rehearsed", 41,
                        "blocked CROSS_ORGANIZATION_REFERENCE", 2,
                        "blocked DUE_DATE_UNKNOWN", 2,
                        "blocked GRACE_PERIOD", 2,
                        "blocked RUNNING_WORK", 2,
                        "blocked STILL_HAS_DEPENDENTS", 2));
    }

    /** Status and first reason. */
    private static String outcome(JsonNode organization) {
        JsonNode reasons = organization.get("reasons");
        String status = organization.get("status").asString();
        return reasons.isEmpty()
                ? status
                : status + " " + reasons.get(0).get("code").asString();
    }

    private static JsonNode orgPurge(String command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] words = Stream.concat(Stream.of(command, "--output", "json"), configuration().stream())
                .toArray(String[]::new);
        int exit = OrgPurgeApplication.run(
                words, new PrintStream(out, true, StandardCharsets.UTF_8), System.err, InputStream.nullInputStream());
        assertThat(exit).as(out.toString(StandardCharsets.UTF_8)).isZero();
        return JsonMapper.shared().readTree(out.toByteArray());
    }

    private static List<String> configuration() {
        return List.of(
                "--spring.datasource.url=" + DATABASE.url(),
                "--spring.datasource.username=" + DATABASE.user(),
                "--spring.datasource.password=" + DATABASE.password(),
                "--spring.config.additional-location=classpath:demo/policy.yaml");
    }

    private static long number(String sql) {
        return DATABASE.jdbc().sql(sql).query(Long.class).single();
    }
}
