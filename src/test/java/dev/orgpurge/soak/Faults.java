package dev.orgpurge.soak;

import dev.orgpurge.fixtures.CutLine;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Breaks things around a process that is at work. */
final class Faults {

    private static final String OURS =
            " from pg_stat_activity where usename = '" + SoakServer.PURGER + "' and datname = current_database()";

    private final Stage stage;
    private final Random random;
    private final @Nullable CutLine line;
    private final Night night;

    Faults(Stage stage, Random random, @Nullable CutLine line, Night night) {
        this.stage = stage;
        this.random = random;
        this.line = line;
        this.night = night;
    }

    /** What has to be there before the process starts. */
    void prepare(Fault fault) {
        switch (fault) {
            case RAISE, KEEP -> obstacle(fault);
            case STATEMENT_TIMEOUT -> role("statement_timeout", 20 + random.nextInt(300));
            case LOCK_TIMEOUT -> role("lock_timeout", 1 + random.nextInt(50));
            default -> throw new IllegalArgumentException(fault + " needs a process");
        }
    }

    void strike(Fault fault, Process process) throws IOException, InterruptedException {
        switch (fault) {
            case KILL -> process.destroyForcibly();
            case TERM -> process.destroy();
            case TERM_TWICE -> {
                process.destroy();
                Thread.sleep(random.nextInt(400));
                signal("TERM", process);
            }
            case FREEZE -> freeze(process);
            case TERMINATE_ONE -> backends("pg_terminate_backend", " order by random() limit 1");
            case TERMINATE_ALL -> backends("pg_terminate_backend", "");
            case TERMINATE_LOCK -> backends("pg_terminate_backend", " and application_name = 'orgpurge-lock'");
            case CANCEL -> backends("pg_cancel_backend", " and state <> 'idle' order by random() limit 1");
            case CUT -> line().cutAll();
            case REFUSE -> refuse();
            case CRASH -> stage.server().crash(Duration.ofMillis(random.nextInt(3_000)));
            case BACKEND_KILL -> killBackend();
            case SECOND_RUN -> night.another();
            default -> throw new IllegalArgumentException(fault + " comes before the process");
        }
    }

    private CutLine line() {
        if (line == null) {
            throw new IllegalStateException("this night has no line to cut");
        }
        return line;
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .start()
                .waitFor();
    }

    private void backends(String function, String which) {
        stage.lines("select " + function + "(pid)::text from (select pid" + OURS + which + ") s");
    }

    /** As a node that is gone for a while: its lock is taken from it, somebody else goes on, and it comes back. */
    private void freeze(Process process) throws IOException, InterruptedException {
        signal("STOP", process);
        try {
            if (random.nextBoolean()) {
                backends("pg_terminate_backend", " and application_name = 'orgpurge-lock'");
            }
            night.another();
            Thread.sleep(random.nextInt(8_000));
        } finally {
            signal("CONT", process);
        }
    }

    private void refuse() throws InterruptedException {
        line().refuse(true);
        line().cutAll();
        Thread.sleep(random.nextInt(6_000));
        line().refuse(false);
    }

    private void killBackend() throws IOException, InterruptedException {
        for (String pid : stage.lines("select pid::text" + OURS + " order by random() limit 1")) {
            new ProcessBuilder("kill", "-KILL", pid).start().waitFor();
        }
        Thread.sleep(500);
    }

    private void obstacle(Fault fault) {
        World world = stage.world();
        SoakTable table = world.tables().get(random.nextInt(world.tables().size()));
        stage.script("insert into audit.obstacles select x.id, '" + (fault == Fault.RAISE ? "raise" : "keep")
                + "' from "
                + table.name() + " x join app.orgs o on o.status = 'DEACTIVATED' and o.id = " + world.home(table, "x")
                + " order by random() limit " + (1 + random.nextInt(3)) + " on conflict do nothing");
    }

    private void role(String setting, int millis) {
        stage.script("alter role " + SoakServer.PURGER + " set " + setting + " = " + millis);
    }

    static void undo(Stage stage) {
        stage.script("delete from audit.obstacles; alter role " + SoakServer.PURGER + " reset all");
    }
}
