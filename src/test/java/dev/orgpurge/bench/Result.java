package dev.orgpurge.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.Stream;

/** What a scenario gave. */
record Result(Scenario scenario, Map<String, Survivors> templates, List<Measurement> measurements) {

    List<String> groups() {
        return scenario.trials().stream().map(Trial::group).distinct().toList();
    }

    List<Trial> trials(String group) {
        return scenario.trials().stream()
                .filter(trial -> trial.group().equals(group))
                .toList();
    }

    /** What the trials of a group, all on the same data, should leave. */
    Survivors survivors(String group) {
        return survivors(trials(group).get(0));
    }

    long doomed(Trial trial) {
        return survivors(trial).doomed();
    }

    private Survivors survivors(Trial trial) {
        return Objects.requireNonNull(templates.get(trial.template()));
    }

    /** Empty if none counts. */
    Optional<Spread> seconds(Trial trial) {
        return spread(valid(trial).map(Measurement::seconds).toList());
    }

    Optional<Spread> processSeconds(Trial trial) {
        return spread(valid(trial)
                .flatMap(measurement -> measurement.timing().orElseThrow().process().stream())
                .map(process -> process.toNanos() / 1e9)
                .toList());
    }

    Optional<Spread> figure(Trial trial, String name) {
        return spread(valid(trial)
                .flatMap(
                        measurement -> Optional.ofNullable(measurement.figures().get(name)).stream())
                .toList());
    }

    /** A rival's time as a multiple of ours, pair by pair: above 1, OrgPurge is faster. */
    Optional<Spread> ratio(Trial rival, Trial ours) {
        return paired(rival, ours, (one, other) -> one.seconds() / other.seconds());
    }

    /** Rows a second in one group as a multiple of those in another, pair by pair, for each contender that is in both. */
    Map<String, Spread> speeds(Scenario.Comparison comparison) {
        Map<String, Spread> speeds = new LinkedHashMap<>();
        for (Trial trial : trials(comparison.group())) {
            trials(comparison.with()).stream()
                    .filter(with -> with.contender().equals(trial.contender()))
                    .flatMap(with -> speed(trial, with).stream())
                    .forEach(speed -> speeds.put(trial.contender().name(), speed));
        }
        return speeds;
    }

    private Optional<Spread> speed(Trial trial, Trial with) {
        double rows = (double) doomed(trial) / doomed(with);
        return paired(trial, with, (one, other) -> rows * other.seconds() / one.seconds());
    }

    List<Measurement> wrong() {
        return measurements.stream()
                .filter(measurement -> !measurement.counts())
                .toList();
    }

    Stream<Measurement> valid(Trial trial) {
        return measurements.stream().filter(measurement -> measurement.trial().equals(trial) && measurement.counts());
    }

    private Optional<Spread> paired(Trial trial, Trial with, ToDoubleBiFunction<Measurement, Measurement> figure) {
        List<Double> figures = new ArrayList<>();
        valid(trial)
                .forEach(one -> valid(with)
                        .filter(other -> other.pair() == one.pair())
                        .forEach(other -> figures.add(figure.applyAsDouble(one, other))));
        return spread(figures);
    }

    private static Optional<Spread> spread(List<Double> figures) {
        return figures.isEmpty() ? Optional.empty() : Optional.of(Spread.of(figures));
    }
}
