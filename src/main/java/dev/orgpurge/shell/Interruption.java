package dev.orgpurge.shell;

import dev.orgpurge.problem.Problem;
import dev.orgpurge.purge.PurgeRuns;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.stereotype.Component;

/**
 * Ctrl-C while a command of the prompt is at work: the first ends a run at its chunk's edge, or a list at its next row, and
 * leads back to the prompt; the second leaves the program at once. A process of one command hears signals elsewhere.
 */
@Component
final class Interruption {

    /** What shells report for a process that SIGINT ended. */
    private static final int ENDED_BY_INTERRUPT = 130;

    private final Console console;
    private final ConfigurableListableBeanFactory beans;
    private final AtomicInteger heard = new AtomicInteger();
    private volatile boolean enough;

    Interruption(Console console, ConfigurableListableBeanFactory beans) {
        this.console = console;
        this.beans = beans;
    }

    /** A command of the prompt begins. */
    void forget() {
        heard.set(0);
        enough = false;
    }

    /** Called by the terminal, on a thread of its own. */
    void heard() {
        if (heard.incrementAndGet() > 1) {
            console.err().println();
            console.err().println("Left at once. What was committed stands; runs lists what can be restarted.");
            Runtime.getRuntime().halt(ENDED_BY_INTERRUPT);
        }
        if (!stopRun()) {
            enough = true;
            console.err().println();
            console.err().println("Ending this command at its next row. Ctrl-C again leaves OrgPurge at once.");
        }
    }

    /** Only if a command has made the runs: making them needs the database. */
    private boolean stopRun() {
        for (String name : beans.getBeanNamesForType(PurgeRuns.class, false, false)) {
            if (beans.getSingleton(name) instanceof PurgeRuns runs) {
                return runs.stopIfAtWork();
            }
        }
        return false;
    }

    /** @throws Problem stopped, if the person has seen enough rows */
    void check() {
        if (enough) {
            throw Problem.stopped("STOPPED", "the command was ended by Ctrl-C before its last row");
        }
    }
}
