package dev.orgpurge.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What people read: seconds, ratios, and everything that went wrong. */
record Report(PrintStream out) {

    static final double TARGET_SECONDS = 0.25;

    private static final String NOTHING = "-";

    void print(Result result) {
        for (String group : result.groups()) {
            print(result, group);
        }
        result.scenario().comparison().ifPresent(comparison -> compare(result, comparison));
        for (Measurement measurement : result.wrong()) {
            out.printf(
                    "WRONG, pair %d, %s: %s%n",
                    measurement.pair(), measurement.trial().label(), String.join("; ", measurement.wrong()));
        }
    }

    private void print(Result result, String group) {
        List<Trial> trials = result.trials(group);
        Survivors survivors = result.survivors(group);
        out.printf(Locale.ROOT, "%n%s: %,d of %,d rows go%n", group, survivors.doomed(), survivors.total());
        out.printf("%-24s %-24s %10s  %s%n", "CONTENDER", "SECONDS min/median/max", "KROWS/S", "WHOLE PROCESS");
        for (Trial trial : trials) {
            out.printf(
                    "%-24s %-24s %10s  %s%n",
                    trial.contender().name(),
                    told(result.seconds(trial)),
                    rate(result, trial),
                    told(result.processSeconds(trial)));
        }
        ratios(result, trials);
        trials.forEach(trial -> details(result, trial));
    }

    private void ratios(Result result, List<Trial> trials) {
        List<Trial> rivals =
                trials.stream().filter(trial -> !trial.contender().ours()).toList();
        for (Trial ours : trials) {
            if (ours.contender().ours() && !rivals.isEmpty()) {
                out.printf(
                        "time of each as a multiple of %s's (above 1: OrgPurge is faster), min/median/max%n",
                        ours.contender().name());
                rivals.forEach(
                        rival -> out.printf("  %-22s %s%n", rival.contender().name(), told(result.ratio(rival, ours))));
            }
        }
    }

    private void details(Result result, Trial trial) {
        result.valid(trial)
                .forEach(measurement -> measurement
                        .timing()
                        .flatMap(Timing::chunks)
                        .ifPresent(chunks -> out.printf(
                                "%s, pair %d: %s%n",
                                trial.contender().name(), measurement.pair(), chunks.told(TARGET_SECONDS))));
        figures(result, trial)
                .forEach((name, spread) ->
                        out.printf("%s: %s %s%n", trial.contender().name(), name, spread));
    }

    static Map<String, Spread> figures(Result result, Trial trial) {
        Map<String, Spread> figures = new LinkedHashMap<>();
        result.valid(trial)
                .flatMap(measurement -> measurement.figures().keySet().stream())
                .distinct()
                .forEach(name -> result.figure(trial, name).ifPresent(spread -> figures.put(name, spread)));
        return figures;
    }

    private void compare(Result result, Scenario.Comparison comparison) {
        out.printf(
                "%nrows a second of %s as a multiple of %s, min/median/max%n", comparison.group(), comparison.with());
        result.speeds(comparison).forEach((name, speed) -> out.printf("  %-22s %s%n", name, speed));
    }

    private static String rate(Result result, Trial trial) {
        long rows = result.doomed(trial);
        return result.seconds(trial)
                .filter(seconds -> rows > 0)
                .map(seconds -> String.format(Locale.ROOT, "%.1f", rows / seconds.median() / 1000))
                .orElse(NOTHING);
    }

    private static String told(Optional<Spread> spread) {
        return spread.map(Spread::toString).orElse(NOTHING);
    }
}
