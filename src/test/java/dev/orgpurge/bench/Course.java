package dev.orgpurge.bench;

import java.io.PrintStream;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Carries scenarios out: every trial of a pair in turn, each on a copy of its own, and looks at what is left. */
record Course(Server server, Program program, int pairs, PrintStream progress) {

    private record Template(Shape shape, Database database, Survivors survivors) {}

    Result run(Scenario scenario) throws SQLException {
        Map<String, Template> templates = new LinkedHashMap<>();
        for (Map.Entry<String, Shape> entry : scenario.templates().entrySet()) {
            templates.put(entry.getKey(), build(entry.getKey(), entry.getValue()));
        }
        List<Measurement> measurements = new ArrayList<>();
        for (int pair = 1; pair <= pairs; pair++) {
            for (Trial trial : order(scenario.trials(), pair)) {
                measurements.add(measure(trial, pair, Objects.requireNonNull(templates.get(trial.template()))));
            }
        }
        Map<String, Survivors> survivors = new LinkedHashMap<>();
        for (Map.Entry<String, Template> template : templates.entrySet()) {
            survivors.put(template.getKey(), template.getValue().survivors());
            server.drop(template.getValue().database());
        }
        return new Result(scenario, survivors, measurements);
    }

    private Template build(String name, Shape shape) throws SQLException {
        progress.println("building " + name);
        Database database = server.create("template_" + name.replaceAll("\\W", "_"));
        database.execute(shape.statements().toArray(String[]::new));
        OrgPurge.init(program, database, shape);
        database.execute("vacuum (freeze, analyze)");
        Survivors survivors = Survivors.expected(database, shape);
        progress.printf(
                Locale.ROOT, "%s has %,d rows, %,d of them are to go%n", name, survivors.total(), survivors.doomed());
        return new Template(shape, database, survivors);
    }

    /** Nobody always comes first, or always after the same one. */
    private static List<Trial> order(List<Trial> trials, int pair) {
        List<Trial> order = new ArrayList<>(trials);
        Collections.rotate(order, pair - 1);
        if (pair % 2 == 0) {
            Collections.reverse(order);
        }
        return order;
    }

    private Measurement measure(Trial trial, int pair, Template template) throws SQLException {
        Database copy = server.copy(template.database());
        try {
            Measurement measurement = measure(trial, pair, template, copy);
            progress.printf(Locale.ROOT, "%d/%d %-40s %s%n", pair, pairs, trial.label(), told(measurement));
            return measurement;
        } finally {
            server.drop(copy);
        }
    }

    private Measurement measure(Trial trial, int pair, Template template, Database copy) {
        try {
            trial.contender().prepare(copy);
            server.checkpoint();
            return compete(trial, pair, template, copy);
        } catch (SQLException | IllegalStateException e) {
            String said = String.valueOf(e.getMessage());
            return new Measurement(trial, pair, Optional.empty(), List.of(said), Map.of());
        }
    }

    private static Measurement compete(Trial trial, int pair, Template template, Database copy) throws SQLException {
        try (Circumstance.Presence presence = trial.circumstance().begin(copy)) {
            Timing timing = trial.contender().run(copy, template.shape());
            Map<String, Long> added = presence.end();
            List<String> wrong = new ArrayList<>(template.survivors().complaints(copy, added));
            if (pair == 1 && added.isEmpty()) {
                wrong.addAll(template.survivors().digestComplaints(copy));
            }
            timing.deleted().stream()
                    .filter(deleted -> deleted != template.survivors().doomed())
                    .forEach(deleted -> wrong.add("it says that it deleted " + deleted + " rows"));
            return new Measurement(trial, pair, Optional.of(timing), wrong, presence.figures(timing));
        }
    }

    private static String told(Measurement measurement) {
        return measurement.counts()
                ? String.format(Locale.ROOT, "%.2f s", measurement.seconds())
                : "WRONG: " + String.join("; ", measurement.wrong());
    }
}
