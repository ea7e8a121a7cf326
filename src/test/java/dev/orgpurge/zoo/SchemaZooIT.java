package dev.orgpurge.zoo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.orgpurge.fixtures.Cli;
import dev.orgpurge.fixtures.Invariant;
import dev.orgpurge.fixtures.Onlooker;
import dev.orgpurge.fixtures.TestServer;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import dev.orgpurge.zoo.Scenario.Changed;
import dev.orgpurge.zoo.Scenario.Expectation;
import dev.orgpurge.zoo.Scenario.Gone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Purges or refuses every schema of the zoo, and looks at the database as it was before and as it is afterwards. */
@Tag("every-server")
class SchemaZooIT {

    private static final int SCENARIOS_AT_LEAST = 60;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    @TestFactory
    Stream<DynamicTest> the_schema_is_purged_to_the_last_row_or_refused_by_name() {
        String only = System.getProperty("zoo.only", "");
        int every = Integer.getInteger("zoo.every", 1);
        List<Scenario> all = Scenario.all();
        return IntStream.range(0, all.size())
                .filter(number -> number % every == 0)
                .mapToObj(all::get)
                .filter(scenario -> Stream.of(only.split(",", -1)).anyMatch(scenario.name()::contains))
                .map(scenario -> DynamicTest.dynamicTest(
                        scenario.name(), () -> assertTimeoutPreemptively(PATIENCE, () -> run(scenario))));
    }

    @Test
    void the_zoo_is_full() {
        assertThat(Scenario.all()).hasSizeGreaterThanOrEqualTo(SCENARIOS_AT_LEAST);
    }

    private static void run(Scenario scenario) {
        TestDatabase database = TestServer.newDatabase();
        database.script(scenario.schema());
        database.script(scenario.seed());
        database.script("analyze");
        Onlooker onlooker = new Onlooker(database.superuser());
        Set<Invariant> waived = EnumSet.noneOf(Invariant.class);
        if (scenario.refusal().isPresent()) {
            refuse(scenario, database, onlooker, scenario.refusal().get());
        } else {
            Expectation expected = scenario.expectation();
            purge(scenario, database, onlooker, expected);
            if (!expected.written().isEmpty() || !expected.byTrigger().isEmpty()) {
                waived.add(Invariant.ROWS_GONE_ARE_ROWS_COUNTED);
            }
        }
        database.invariantsHold(waived);
    }

    private static void refuse(Scenario scenario, TestDatabase database, Onlooker onlooker, List<String> findings) {
        Map<String, String> before = new TreeMap<>();
        Map<String, String> tables = onlooker.tables();
        tables.forEach((name, sql) -> before.put(name, onlooker.rows("select * from " + sql)));
        List<String> errors = new ArrayList<>();
        for (JsonNode finding : json(scenario, database, 3, "plan").path("findings")) {
            if (finding.path("level").asString().equals("error")) {
                errors.add(words(finding.path("code"), finding.path("table"), finding.path("constraint")));
            }
        }
        assertThat(errors.stream().sorted().toList()).as("error findings").isEqualTo(findings);
        json(scenario, database, 3, "purge-due", "--execute");
        assertThat(onlooker.tables()).isEqualTo(tables);
        tables.forEach((name, sql) -> assertThat(onlooker.rows("select * from " + sql))
                .as("rows of %s", name)
                .isEqualTo(before.get(name)));
    }

    private static void purge(Scenario scenario, TestDatabase database, Onlooker onlooker, Expectation expected) {
        Map<String, String> tables = onlooker.tables();
        assertThat(tables.keySet())
                .as("tables of expect.yaml exist")
                .containsAll(expected.goes().keySet())
                .containsAll(expected.changes().keySet())
                .containsAll(expected.written().keySet());
        Map<String, Long> before = new TreeMap<>();
        Map<String, String> afterwards = new TreeMap<>();
        tables.forEach((name, sql) -> {
            before.put(name, onlooker.count(sql));
            afterwards.put(name, onlooker.rows(staying(name, sql, expected)));
        });
        JsonNode rehearsal = json(scenario, database, 0, "purge-due");
        assertThat(rehearsal.path("mode").asString()).isEqualTo("rehearsal");
        tables.forEach((name, sql) ->
                assertThat(onlooker.count(sql)).as("rehearsed %s", name).isEqualTo(before.get(name)));
        boolean failing = expected.organizations().values().stream().anyMatch(status -> status.startsWith("failed"));
        JsonNode run = json(scenario, database, failing ? 5 : 0, "purge-due", "--execute");
        assertThat(organizations(run)).isEqualTo(expected.organizations());
        Map<String, Long> ledger = sums(run, "tables");
        tables.forEach((name, sql) -> {
            Gone gone = expected.goes().get(name);
            long rows = gone == null ? 0 : gone.rows();
            long added = expected.written().getOrDefault(name, 0L);
            assertThat(before.getOrDefault(name, 0L) + added - onlooker.count(sql))
                    .as("rows gone from %s", name)
                    .isEqualTo(rows);
            assertThat(ledger.getOrDefault(name, 0L))
                    .as("rows of %s that the run has counted", name)
                    .isEqualTo(rows - expected.byTrigger().getOrDefault(name, 0L));
            if (added == 0 || gone != null) {
                assertThat(onlooker.rows("select * from " + sql))
                        .as("rows left in %s", name)
                        .isEqualTo(afterwards.get(name));
            }
        });
        Map<String, Long> detached = new TreeMap<>();
        expected.changes().forEach((name, change) -> detached.put(name, change.detached()));
        assertThat(sums(run, "detached")).as("detached rows").isEqualTo(detached);
    }

    private static String staying(String name, String sql, Expectation expected) {
        Changed changed = expected.changes().get(name);
        if (changed != null) {
            return changed.becomes();
        }
        Gone gone = expected.goes().get(name);
        return "select * from " + sql + (gone == null ? "" : " where not coalesce((" + gone.where() + "), false)");
    }

    private static Map<String, String> organizations(JsonNode run) {
        Map<String, String> organizations = new TreeMap<>();
        for (JsonNode organization : run.path("organizations")) {
            List<String> words =
                    new ArrayList<>(List.of(organization.path("status").asString()));
            for (JsonNode reason : organization.path("reasons")) {
                words.add(words(reason.path("code"), reason.path("table"), reason.path("constraint")));
            }
            organizations.put(
                    organization.path("org_id").asString(),
                    words.stream().distinct().collect(Collectors.joining("; ")));
        }
        return organizations;
    }

    private static Map<String, Long> sums(JsonNode run, String what) {
        Map<String, Long> sums = new TreeMap<>();
        for (JsonNode organization : run.path("organizations")) {
            organization
                    .path(what)
                    .properties()
                    .forEach(
                            table -> sums.merge(table.getKey(), table.getValue().asLong(), Long::sum));
        }
        return sums;
    }

    private static String words(JsonNode... words) {
        return Stream.of(words)
                .filter(word -> !word.isNull())
                .map(JsonNode::asString)
                .reduce((a, b) -> a + " " + b)
                .orElse("");
    }

    private static JsonNode json(Scenario scenario, TestDatabase owner, int exit, String... words) {
        TestDatabase database =
                scenario.role().map(role -> owner.as(role, role)).orElse(owner);
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--output", "json", "--spring.config.additional-location=" + scenario.configuration()));
        Cli.Result result = Cli.run(database, all.toArray(String[]::new));
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(exit);
        return JsonMapper.shared().readTree(result.out());
    }
}
