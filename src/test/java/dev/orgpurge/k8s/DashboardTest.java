package dev.orgpurge.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.orgpurge.ops.Exposition;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rules that Grafana's own linter has, and that nothing is shown that nobody exposes. */
class DashboardTest {

    private static final Path FILE = Path.of("k8s/components/monitoring/dashboard.json");

    /** Of others: kube-state-metrics, postgres_exporter. */
    private static final Set<String> FOREIGN =
            Set.of("kube_cronjob_next_schedule_time", "pg_stat_user_tables_n_dead_tup", "pg_stat_wal_bytes_total");

    private static JsonObject dashboard = new JsonObject();

    @BeforeAll
    static void read() throws Exception {
        dashboard = JsonParser.parseString(Files.readString(FILE)).getAsJsonObject();
    }

    private static List<JsonObject> panels() {
        return dashboard.getAsJsonArray("panels").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static List<String> expressions(JsonObject panel) {
        return panel.getAsJsonArray("targets").asList().stream()
                .map(target -> target.getAsJsonObject().get("expr").getAsString())
                .toList();
    }

    private static JsonObject variable(String name) {
        return dashboard.getAsJsonObject("templating").getAsJsonArray("list").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(variable -> variable.get("name").getAsString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_data_source_and_the_job_are_variables() {
        assertThat(variable("datasource").get("type").getAsString()).isEqualTo("datasource");
        assertThat(variable("datasource").get("query").getAsString()).isEqualTo("prometheus");
        assertThat(variable("job").get("multi").getAsBoolean()).isTrue();
        assertThat(variable("job").get("allValue").getAsString()).isEqualTo(".+");
    }

    @Test
    void every_panel_says_what_it_is_has_a_unit_and_asks_the_chosen_data_source() {
        assertThat(panels()).hasSizeGreaterThanOrEqualTo(12).allSatisfy(panel -> {
            assertThat(panel.get("title").getAsString()).isNotBlank();
            assertThat(panel.get("description").getAsString()).endsWith(".");
            assertThat(panel.getAsJsonObject("fieldConfig")
                            .getAsJsonObject("defaults")
                            .get("unit")
                            .getAsString())
                    .isNotBlank();
            assertThat(expressions(panel)).isNotEmpty();
            assertThat(panel.getAsJsonObject("datasource").get("uid").getAsString())
                    .isEqualTo("${datasource}");
            panel.getAsJsonArray("targets")
                    .forEach(target -> assertThat(target.getAsJsonObject()
                                    .getAsJsonObject("datasource")
                                    .get("uid")
                                    .getAsString())
                            .isEqualTo("${datasource}"));
        });
        Set<String> ids = new HashSet<>();
        assertThat(panels())
                .allSatisfy(panel ->
                        assertThat(ids.add(panel.get("id").getAsString())).isTrue());
    }

    @Test
    void every_metric_is_exposed_and_asked_for_the_chosen_job() throws Exception {
        List<String> known = new ArrayList<>(Exposition.families());
        known.add("orgpurge_chunk_duration_seconds_bucket");
        assertThat(panels())
                .allSatisfy(panel -> assertThat(expressions(panel)).allSatisfy(expression -> {
                    List<String> names = Pattern.compile("\\b(orgpurge|kube|pg)_\\w+")
                            .matcher(expression)
                            .results()
                            .map(found -> found.group())
                            .filter(name -> !FOREIGN.contains(name))
                            .toList();
                    assertThat(known).containsAll(names);
                    assertThat(Pattern.compile("orgpurge_\\w+\\{job=~\"\\$job\"}")
                                    .matcher(expression)
                                    .results()
                                    .count())
                            .isEqualTo(names.size());
                    if (expression.contains("rate(")) {
                        assertThat(expression).contains("[$__rate_interval]");
                    }
                }));
    }

    @Test
    void every_expression_is_one_for_prometheus(@TempDir Path folder) throws Exception {
        Tool promtool = Tool.require("promtool", "apt-get install prometheus, or -Dtool.promtool=FILE");
        List<Map<String, String>> rules = new ArrayList<>();
        for (JsonObject panel : panels()) {
            for (String expression : expressions(panel)) {
                rules.add(Map.of(
                        "record",
                        "panel:number:" + rules.size(),
                        "expr",
                        expression.replace("$__rate_interval", "5m").replace("$job", ".+")));
            }
        }
        Files.writeString(
                folder.resolve("panels.yaml"),
                new Gson().toJson(Map.of("groups", List.of(Map.of("name", "panels", "rules", rules)))));
        assertThat(promtool.run(folder, "check", "rules", "panels.yaml"))
                .contains("SUCCESS: " + rules.size() + " rules");
    }
}
