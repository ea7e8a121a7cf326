package dev.orgpurge.soak;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * Nights over generated databases for a given time, each with faults and disturbers drawn from a seed, and every promise
 * asked after each. The seed repeats the schemas, the rows and what is drawn; when exactly it strikes is up to the machine.
 *
 * <p>{@code -Dsoak.minutes}, {@code -Dsoak.seed}, {@code -Dsoak.goon=true} to go on with another database after a violation.
 */
public final class Soak {

    private static final int MOST_NIGHTS = 6;
    private static final int SHOWN = 600;

    private final PrintStream out;
    private final SoakServer server;
    private final boolean goOn;
    private final long deadline;
    private final Summary summary = new Summary();
    private int worlds;

    private Soak(PrintStream out, SoakServer server, boolean goOn, long deadline) {
        this.out = out;
        this.server = server;
        this.goOn = goOn;
        this.deadline = deadline;
    }

    /** Takes no arguments; to be run in the project's folder, after packaging. */
    public static void main(String[] args) throws IOException, InterruptedException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        long seed = number("soak.seed", System.currentTimeMillis() % 1_000_000_000);
        long minutes = number("soak.minutes", 10);
        out.println("soak: -Dsoak.seed=" + seed + " -Dsoak.minutes=" + minutes);
        Path data = Path.of(
                        "target", "soak", seed + "-" + ProcessHandle.current().pid(), "data")
                .toAbsolutePath();
        boolean sound;
        try (SoakServer server = new SoakServer(data)) {
            long deadline = System.nanoTime() + Duration.ofMinutes(minutes).toNanos();
            sound = new Soak(out, server, Boolean.getBoolean("soak.goon"), deadline).run(new Random(seed));
        }
        out.println(sound ? "soak: no violation" : "soak: -Dsoak.seed=" + seed + "; the databases are kept in " + data);
        System.exit(sound ? 0 : 1);
    }

    /** Maven hands on what nobody set as an empty text. */
    private static long number(String name, long otherwise) {
        String value = System.getProperty(name, "");
        return value.isBlank() ? otherwise : Long.parseLong(value);
    }

    private boolean run(Random random) throws IOException, InterruptedException {
        do {
            world(random.nextLong());
        } while (System.nanoTime() < deadline && (goOn || summary.violations() == 0));
        out.println(summary.table());
        return summary.violations() == 0;
    }

    private void world(long seed) throws IOException, InterruptedException {
        World world = new World(seed);
        Stage stage = Stage.set(server, world, "w" + ++worlds);
        out.printf(Locale.ROOT, "world %d (seed %d): %s, %,d rows%n", worlds, seed, world.describe(), rows(stage));
        Violations violations = new Violations();
        Operator operator = new Operator(stage, violations);
        Random random = new Random(seed);
        int nights = 2 + random.nextInt(MOST_NIGHTS - 1);
        for (int night = 1; night <= nights && violations.none() && System.nanoTime() < deadline; night++) {
            night(stage, new Night(stage, random.nextLong(), operator, violations), operator, violations);
        }
        if (violations.none()) {
            new Finale(stage, operator, violations, summary).play();
        }
        if (!violations.none()) {
            report(violations);
        }
    }

    /** Says each in short; whole ones, with what the program printed, go to a file beside the data. */
    private void report(Violations violations) throws IOException {
        summary.broken(violations.all().size());
        Path file = server.data().resolveSibling("violations-w" + worlds + ".txt");
        Files.write(file, violations.all());
        for (String what : violations.all()) {
            String line = what.lines().findFirst().orElse("");
            out.println("VIOLATION in database w" + worlds + ": " + line.substring(0, Math.min(line.length(), SHOWN)));
        }
        out.println("in full: " + file);
    }

    private static long rows(Stage stage) {
        return stage.number("select count(*) from audit.initial");
    }

    private void night(Stage stage, Night night, Operator operator, Violations violations)
            throws IOException, InterruptedException {
        List<String> due = stage.lines("select id::text from app.orgs where status = 'DEACTIVATED'");
        String since = stage.lines("select clock_timestamp()::text").get(0);
        int before = violations.all().size();
        long gone = gone(stage);
        night.stormy();
        stage.awaitNobody();
        operator.resume();
        operator.holdsWereHeard();
        Judge judge = new Judge(stage, violations);
        judge.afterNight();
        if (List.of(0, 5).containsAll(night.exits())) {
            judge.nobodyWasPassedOver(due, since);
        }
        operator.restoreSchema();
        int found = violations.all().size() - before;
        out.println(summary.line(night, due.size(), gone(stage) - gone, resumed(stage, since), found));
        between(stage, operator);
    }

    private static long gone(Stage stage) {
        return stage.number("select count(*) from audit.journal where who like 'orgpurge%' and op = 'D'");
    }

    private static long resumed(Stage stage, String since) {
        return stage.number(
                "select count(*) from orgpurge.ledger_entry where kind = 'RUN_RESTARTED' and at >= '" + since + "'");
    }

    /** The day between two nights: others become due, some holds are released. */
    private static void between(Stage stage, Operator operator) {
        stage.script("update app.orgs set status = 'DEACTIVATED', deactivated_at = now() - interval '90 days'"
                + " where id in (select id from app.orgs where status = 'ACTIVE' order by random() limit 3)");
        operator.release();
    }
}
