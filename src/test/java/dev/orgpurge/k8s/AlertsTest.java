package dev.orgpurge.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.orgpurge.ops.Exposition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

@NullUnmarked // every field of a manifest may be missing; a missing one fails its test
class AlertsTest {

    private static final Path RULE = Path.of("k8s/components/monitoring/prometheus-rule.yaml");
    private static final Path TESTS = Path.of("src/test/resources/monitoring/alerts-test.yaml");
    private static final Path RUNBOOK = Path.of("docs/runbook.md");

    private static List<JsonObject> alerts() {
        return Manifest.file(RULE).json().getAsJsonObject("spec").getAsJsonArray("groups").asList().stream()
                .flatMap(group -> group.getAsJsonObject().getAsJsonArray("rules").asList().stream())
                .map(JsonElement::getAsJsonObject)
                .toList();
    }

    private static String text(JsonObject alert, String key) {
        return alert.get(key).getAsString();
    }

    @Test
    void promtool_accepts_the_rules_and_sees_each_alert_fire_and_keep_quiet(@TempDir Path folder) throws Exception {
        Tool promtool = Tool.require("promtool", "apt-get install prometheus, or -Dtool.promtool=FILE");
        Files.writeString(
                folder.resolve("rules.yaml"),
                new com.google.gson.Gson().toJson(Manifest.file(RULE).json().get("spec")));
        Files.copy(TESTS, folder.resolve("alerts-test.yaml"));

        assertThat(promtool.run(folder, "check", "rules", "rules.yaml"))
                .contains("SUCCESS: " + alerts().size() + " rules");
        assertThat(promtool.run(folder, "test", "rules", "alerts-test.yaml")).contains("SUCCESS");
    }

    @Test
    void every_alert_is_tested_firing_and_quiet() throws IOException {
        JsonObject tests = new com.google.gson.Gson()
                .toJsonTree(new Yaml().<Object>load(Files.readString(TESTS)))
                .getAsJsonObject();
        Set<String> firing = new TreeSet<>();
        Set<String> quiet = new TreeSet<>();
        tests.getAsJsonArray("tests")
                .forEach(test -> test.getAsJsonObject()
                        .getAsJsonArray("alert_rule_test")
                        .forEach(asked -> {
                            JsonObject question = asked.getAsJsonObject();
                            boolean none = question.getAsJsonArray("exp_alerts").isEmpty();
                            (none ? quiet : firing).add(text(question, "alertname"));
                        }));
        Set<String> names = alerts().stream().map(alert -> text(alert, "alert")).collect(Collectors.toSet());
        assertThat(firing).containsExactlyInAnyOrderElementsOf(names);
        assertThat(quiet).containsExactlyInAnyOrderElementsOf(names);
    }

    @Test
    void an_alert_says_how_bad_it_is_what_it_is_and_where_to_read_on() throws IOException {
        Set<String> anchors = anchors();
        assertThat(alerts()).hasSizeGreaterThanOrEqualTo(11).allSatisfy(alert -> {
            assertThat(text(alert, "alert")).matches("OrgPurge([A-Z][a-z]+)+");
            assertThat(alert.getAsJsonObject("labels").get("severity").getAsString())
                    .isIn("warning", "critical");
            JsonObject annotations = alert.getAsJsonObject("annotations");
            assertThat(annotations.keySet()).containsExactlyInAnyOrder("summary", "description", "runbook_url");
            String link = text(annotations, "runbook_url");
            assertThat(link).contains("/runbook.md#");
            assertThat(anchors).contains(link.replaceAll(".*#", ""));
        });
    }

    /** As the usual renderers of Markdown make them of headings. */
    private static Set<String> anchors() throws IOException {
        try (Stream<String> lines = Files.lines(RUNBOOK)) {
            return lines.filter(line -> line.startsWith("## "))
                    .map(line -> line.substring(3).toLowerCase(Locale.ROOT))
                    .map(line -> line.replaceAll("[^a-z0-9 -]", "").strip().replace(' ', '-'))
                    .collect(Collectors.toSet());
        }
    }

    @Test
    void every_metric_of_ours_is_one_that_we_have() throws IllegalAccessException {
        List<String> known = Exposition.families();
        assertThat(alerts())
                .allSatisfy(alert -> assertThat(Pattern.compile("\\borgpurge_\\w+")
                                .matcher(text(alert, "expr"))
                                .results()
                                .map(MatchResult::group)
                                .toList())
                        .allSatisfy(name -> assertThat(known).contains(name)));
    }

    @Test
    void a_night_is_called_too_long_before_kubernetes_ends_it() throws IOException {
        long deadline = Manifest.file(Path.of("k8s/base/cron-job.yaml"))
                .job()
                .orElseThrow()
                .getActiveDeadlineSeconds();
        assertThat(deadline).isGreaterThan((long) (3.5 * 3600)).isEqualTo(4 * 3600);
    }
}
