package dev.orgpurge.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The same for programs: every measurement, and the ratios. */
final class Json {

    private Json() {}

    static String of(Map<String, Object> surroundings, List<Result> results) {
        Map<String, Object> all = new LinkedHashMap<>(surroundings);
        all.put("scenarios", results.stream().map(Json::scenario).toList());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }

    private static Map<String, Object> scenario(Result result) {
        Map<String, Object> scenario = new LinkedHashMap<>();
        scenario.put("name", result.scenario().name());
        scenario.put(
                "groups",
                result.groups().stream().map(group -> group(result, group)).toList());
        scenario.put(
                "rates",
                result.scenario()
                        .comparison()
                        .map(comparison -> rates(result, comparison))
                        .orElse(List.of()));
        scenario.put("valid", result.wrong().isEmpty());
        return scenario;
    }

    private static List<Map<String, Object>> rates(Result result, Scenario.Comparison comparison) {
        List<Map<String, Object>> rates = new ArrayList<>();
        result.speeds(comparison)
                .forEach((name, speed) -> rates.add(Map.of(
                        "orgpurge", name, "group", comparison.group(), "with", comparison.with(), "ratio", speed)));
        return rates;
    }

    private static Map<String, Object> group(Result result, String name) {
        List<Trial> trials = result.trials(name);
        Survivors survivors = result.survivors(name);
        Map<String, Object> group = new LinkedHashMap<>();
        group.put("name", name);
        group.put("rows", survivors.total());
        group.put("rows_to_go", survivors.doomed());
        group.put(
                "contenders",
                trials.stream().map(trial -> contender(result, trial)).toList());
        group.put("ratios", ratios(result, trials));
        return group;
    }

    private static Map<String, Object> contender(Result result, Trial trial) {
        Map<String, Object> contender = new LinkedHashMap<>();
        contender.put("name", trial.contender().name());
        result.seconds(trial).ifPresent(seconds -> contender.put("seconds", seconds));
        result.processSeconds(trial).ifPresent(seconds -> contender.put("process_seconds", seconds));
        contender.put(
                "runs",
                result.measurements().stream()
                        .filter(measurement -> measurement.trial().equals(trial))
                        .map(Json::run)
                        .toList());
        return contender;
    }

    private static Map<String, Object> run(Measurement measurement) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("pair", measurement.pair());
        run.put("wrong", measurement.wrong());
        measurement.timing().ifPresent(timing -> {
            run.put("seconds", timing.seconds());
            timing.process().ifPresent(process -> run.put("process_seconds", process.toNanos() / 1e9));
            timing.chunks().ifPresent(chunks -> run.put("chunks", chunks(chunks)));
        });
        run.put("figures", measurement.figures());
        return run;
    }

    private static Map<String, Object> chunks(ChunkTimes times) {
        Map<String, Object> chunks = new LinkedHashMap<>();
        chunks.put("count", times.count());
        chunks.put("p50_seconds", times.percentile(0.5));
        chunks.put("p99_seconds", times.percentile(0.99));
        chunks.put("longest_seconds", times.longest());
        chunks.put("above_twice_the_target", times.above(2 * Report.TARGET_SECONDS));
        chunks.put("above_one_second", times.above(1));
        return chunks;
    }

    private static List<Map<String, Object>> ratios(Result result, List<Trial> trials) {
        List<Map<String, Object>> ratios = new ArrayList<>();
        for (Trial ours : trials) {
            for (Trial rival : trials) {
                if (ours.contender().ours() && !rival.contender().ours()) {
                    result.ratio(rival, ours)
                            .ifPresent(ratio -> ratios.add(Map.of(
                                    "rival", rival.contender().name(),
                                    "orgpurge", ours.contender().name(),
                                    "ratio", ratio)));
                }
            }
        }
        return ratios;
    }
}
