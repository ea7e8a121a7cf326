package dev.orgpurge.soak;

import dev.orgpurge.fixtures.CutLine;
import dev.orgpurge.fixtures.PackagedProgram;
import dev.orgpurge.fixtures.PackagedProgram.Running;
import dev.orgpurge.fixtures.TestServer.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;

/** One night: the packaged program at work, what breaks meanwhile, and who disturbs it. */
final class Night {

    /** Retries, a refused connection and a frozen process take their time; nothing takes longer than that. */
    private static final long PATIENCE_SECONDS = 600;

    private static final int KILLED = 137;
    private static final Set<Integer> TERMINATED = Set.of(130, 143);

    private final Stage stage;
    private final Random random;
    private final Operator operator;
    private final Violations violations;
    private final Tally faultsStruck = new Tally();
    private final Tally disturbed = new Tally();
    private final Set<Fault> faults = EnumSet.noneOf(Fault.class);
    private final Set<Disturber> disturbers = EnumSet.noneOf(Disturber.class);
    private final List<Running> processes = new CopyOnWriteArrayList<>();
    private final List<Outcome> outcomes = new ArrayList<>();
    private String options = "";
    private @Nullable PackagedProgram program;

    Night(Stage stage, long seed, Operator operator, Violations violations) {
        this.stage = stage;
        this.random = new Random(seed);
        this.operator = operator;
        this.violations = violations;
    }

    Tally faultsStruck() {
        return faultsStruck;
    }

    Tally disturbed() {
        return disturbed;
    }

    List<Integer> exits() {
        return outcomes.stream().map(Outcome::exit).toList();
    }

    List<Outcome> outcomes() {
        return outcomes;
    }

    String options() {
        return options;
    }

    /** Nothing breaks and nobody disturbs. */
    void calm() throws IOException, InterruptedException {
        try {
            program = new PackagedProgram(stage.database(), stage.policy());
            another();
            await();
        } finally {
            check();
        }
    }

    void stormy() throws IOException, InterruptedException {
        draw();
        if (faults.stream().anyMatch(Fault::needsLine)) {
            try (CutLine line = CutLine.counting(stage.database())) {
                TestDatabase real = stage.database();
                run(
                        new TestDatabase(line.url(), real.user(), real.password(), real.dataSource(), real.superuser()),
                        line);
            }
        } else {
            run(stage.database(), null);
        }
        check();
    }

    private void draw() {
        Fault[] all = Fault.values();
        if (random.nextInt(4) == 0) {
            faults.add(Fault.KILL);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            faults.add(all[random.nextInt(all.length)]);
        }
        Disturber[] possible = Disturber.values();
        for (int i = random.nextInt(6); i > 0; i--) {
            disturbers.add(possible[random.nextInt(possible.length)]);
        }
        if (faults.contains(Fault.SECOND_RUN) || faults.contains(Fault.FREEZE)) {
            disturbers.removeIf(Disturber::drifts);
        }
    }

    private void run(TestDatabase database, @Nullable CutLine line) throws IOException, InterruptedException {
        program = new PackagedProgram(database, stage.policy());
        Faults breaking = new Faults(stage, random, line, this);
        try (Disturbances disturbing = new Disturbances(stage, operator, disturbed, violations)) {
            Running first = start(breaking);
            for (Disturber kind : disturbers) {
                int gap = kind.isRare() ? 5_000 : 30 + random.nextInt(600);
                disturbing.let(kind, gap, random.nextLong());
            }
            for (Fault fault : faults) {
                if (!fault.beforehand() && moment(first.process())) {
                    strike(breaking, fault, first.process());
                }
            }
            await();
        } finally {
            Faults.undo(stage);
        }
    }

    private Running start(Faults breaking) {
        for (Fault fault : faults) {
            if (fault.beforehand()) {
                breaking.prepare(fault);
                faultsStruck.add(fault.name().toLowerCase(Locale.ROOT));
            }
        }
        return another();
    }

    private void strike(Faults breaking, Fault fault, Process process) throws IOException, InterruptedException {
        try {
            breaking.strike(fault, process);
            faultsStruck.add(fault.name().toLowerCase(Locale.ROOT));
        } catch (DataAccessException e) {
            // another fault has the server down
        }
    }

    /** Starts a process of the product beside those that run. */
    synchronized Running another() {
        options = "--orgpurge.pace.workers=" + (1 + random.nextInt(3)) + " --orgpurge.pace.target-chunk="
                + (10 + random.nextInt(40)) + "ms --orgpurge.batch.max-organizations="
                + (random.nextInt(4) == 0 ? 1000 : 1 + random.nextInt(8));
        List<String> words = new ArrayList<>(List.of("purge-due", "--execute", "--output", "json"));
        words.addAll(List.of(options.split(" ")));
        Running running = Objects.requireNonNull(program).start(words.toArray(String[]::new));
        processes.add(running);
        return running;
    }

    /** Waits for the n-th chunk, or for some time; false if the process ended before. */
    private boolean moment(Process process) throws InterruptedException {
        if (random.nextInt(8) > 0) {
            awaitWork(process);
        }
        boolean byChunk = random.nextInt(3) > 0;
        long chunks = chunk() + 1 + random.nextInt(80);
        long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(500 + random.nextInt(byChunk ? 9_000 : 5_000));
        while (process.isAlive() && System.nanoTime() < until && !(byChunk && chunk() >= chunks)) {
            Thread.sleep(3);
        }
        return process.isAlive();
    }

    /** A Java process takes its time to start, and a busy machine makes that longer. */
    private void awaitWork(Process process) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (process.isAlive() && System.nanoTime() < until && !atWork()) {
            Thread.sleep(5);
        }
    }

    private boolean atWork() {
        try {
            return stage.number("select count(*) from pg_stat_activity where application_name = 'orgpurge-lock'"
                            + " and datname = current_database()")
                    > 0;
        } catch (DataAccessException e) {
            return false;
        }
    }

    private long chunk() {
        try {
            return stage.number("select coalesce(pg_sequence_last_value('orgpurge.chunk_id_seq'), 0)");
        } catch (DataAccessException e) {
            return 0;
        }
    }

    private void await() throws IOException, InterruptedException {
        for (Running running : processes) {
            if (!running.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                violations.add("no process hangs: one does after " + PATIENCE_SECONDS + " s, its threads are in "
                        + threads(running.process()));
                running.process().destroyForcibly();
            }
            PackagedProgram.Result result = running.await();
            outcomes.add(new Outcome(result.exit(), result.out(), result.err()));
            Files.delete(running.out());
            Files.delete(running.err());
        }
    }

    private Path threads(Process process) throws IOException, InterruptedException {
        Path file = stage.server().data().resolveSibling("threads-" + process.pid() + ".txt");
        new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jstack")
                                .toString(),
                        String.valueOf(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start()
                .waitFor(30, TimeUnit.SECONDS);
        Files.writeString(
                file.resolveSibling(file.getFileName() + ".activity"),
                String.join(
                        "\n",
                        stage.lines(
                                "select concat_ws(' ', pid, usename, application_name, state, wait_event_type,"
                                        + " wait_event, pg_blocking_pids(pid), now() - xact_start, query) from pg_stat_activity")),
                StandardCharsets.UTF_8);
        return file;
    }

    private void check() {
        Set<Integer> allowed = allowed();
        for (Outcome outcome : outcomes) {
            if (!allowed.contains(outcome.exit())) {
                violations.add("exit " + outcome.exit() + " is not among " + allowed + ": " + outcome.out() + " "
                        + outcome.err());
            }
            if (outcome.showsStackTrace()) {
                violations.add("a stack trace: " + outcome.out() + " " + outcome.err());
            }
        }
    }

    /** Exit codes that what happened can lead to. */
    private Set<Integer> allowed() {
        Set<Integer> allowed = new TreeSet<>(Set.of(0, 5));
        for (Fault fault : faults) {
            switch (fault) {
                case KILL -> allowed.add(KILLED);
                case TERM, TERM_TWICE -> {
                    allowed.add(8);
                    allowed.addAll(TERMINATED);
                }
                case CANCEL, STATEMENT_TIMEOUT -> allowed.addAll(Set.of(1, 8));
                case LOCK_TIMEOUT -> allowed.add(1);
                case SECOND_RUN, FREEZE -> allowed.add(6);
                default -> {}
            }
            if (fault.breaksConnections()) {
                allowed.addAll(Set.of(1, 6));
            }
        }
        if (disturbers.stream().anyMatch(Disturber::drifts)) {
            allowed.add(7);
        }
        if (disturbers.stream().anyMatch(Disturber::ends)) {
            allowed.add(8);
        }
        return allowed;
    }
}
