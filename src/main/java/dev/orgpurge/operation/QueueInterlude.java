package dev.orgpurge.operation;

import dev.orgpurge.operation.QueueRuns.Hand;
import dev.orgpurge.operation.QueueRuns.Taken;
import dev.orgpurge.purge.Interlude;
import dev.orgpurge.purge.Mode;
import dev.orgpurge.purge.PurgeRuns;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.springframework.stereotype.Component;

/**
 * The queue of deletions has its turn between two batches of a night: one run for those that waited with force, one for those
 * without. First what was taken before and has a run: of a server that died, the night has finished that run already, and
 * nobody has told the callers.
 */
@Component
final class QueueInterlude implements Interlude {

    private static final Set<String> REHEARSALS =
            Set.of(Taken.kind(Mode.REHEARSAL, true), Taken.kind(Mode.REHEARSAL, false));

    private final OperationStore store;
    private final QueueRuns queue;
    private final PurgeRuns runs;

    QueueInterlude(OperationStore store, QueueRuns queue, PurgeRuns runs) {
        this.store = store;
        this.queue = queue;
        this.runs = runs;
    }

    @Override
    public boolean waiting() {
        return store.deletionsWait();
    }

    @Override
    public void carryOut(Turn turn) {
        Hand hand = new Hand(turn::run, runs::stopping, turn.night());
        for (String request : store.begun()) {
            if (!turn.over()) {
                queue.goOn(request, hand);
            }
        }
        Set<String> done = new HashSet<>(REHEARSALS);
        Optional<Taken> taken = next(turn, hand, done);
        while (taken.isPresent()) {
            queue.carryOut(taken.get(), hand);
            done.add(taken.get().kind());
            taken = next(turn, hand, done);
        }
    }

    private Optional<Taken> next(Turn turn, Hand hand, Set<String> done) {
        return turn.over() ? Optional.empty() : queue.take(hand, done);
    }
}
