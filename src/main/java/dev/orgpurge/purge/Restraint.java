package dev.orgpurge.purge;

import dev.orgpurge.organization.SqlSnippet;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What else keeps a run within bounds; fixed for as long as its process lives.
 *
 * @param synchronousCommit what the commits of chunks wait for
 * @param interval how often the server is asked for signals and for changed settings
 * @param replicas names of the replicas that count, and that must be connected; empty: whichever are
 * @param probe SQL that answers true to wait; null: none
 * @param window when a night may delete; null: always
 * @param budget how much a night may delete
 * @param vacuum what follows a run
 * @param lockPatience how long a night waits for another run that holds the lock
 */
public record Restraint(
        SynchronousCommit synchronousCommit,
        Duration interval,
        List<String> replicas,
        @Nullable SqlSnippet probe,
        @Nullable Window window,
        Budget budget,
        Vacuum vacuum,
        Duration lockPatience) {

    /** How often the server is asked if nobody says otherwise. */
    public static final Duration INTERVAL = Duration.ofSeconds(1);

    /** Nothing does. */
    public static final Restraint NONE = new Restraint(
            SynchronousCommit.OFF, INTERVAL, List.of(), null, null, Budget.NONE, Vacuum.NONE, Duration.ZERO);

    public Restraint {
        replicas = List.copyOf(replicas);
    }

    Restraint interval(Duration value) {
        return new Restraint(synchronousCommit, value, replicas, probe, window, budget, vacuum, lockPatience);
    }

    Restraint replicas(List<String> value) {
        return new Restraint(synchronousCommit, interval, value, probe, window, budget, vacuum, lockPatience);
    }

    Restraint probe(SqlSnippet value) {
        return new Restraint(synchronousCommit, interval, replicas, value, window, budget, vacuum, lockPatience);
    }

    Restraint window(Window value) {
        return new Restraint(synchronousCommit, interval, replicas, probe, value, budget, vacuum, lockPatience);
    }

    Restraint budget(Budget value) {
        return new Restraint(synchronousCommit, interval, replicas, probe, window, value, vacuum, lockPatience);
    }

    Restraint vacuum(Vacuum value) {
        return new Restraint(synchronousCommit, interval, replicas, probe, window, budget, value, lockPatience);
    }

    Restraint lockPatience(Duration value) {
        return new Restraint(synchronousCommit, interval, replicas, probe, window, budget, vacuum, value);
    }
}
