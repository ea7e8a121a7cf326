package dev.orgpurge.purge;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Where the server's log had got to, and when. A replica that stopped replaying reports the same {@code replay_lag} for ever;
 * by this it falls behind.
 */
final class LagHistory {

    private static final int LONGEST = 100_000;

    private record Mark(long nanos, long written) {}

    private final Deque<Mark> marks = new ArrayDeque<>();

    void written(long nanos, long position) {
        if (marks.isEmpty() || position > marks.getLast().written()) {
            marks.addLast(new Mark(nanos, position));
        }
        if (marks.size() > LONGEST) {
            marks.removeFirst();
        }
    }

    /** For how long the log has been longer than what was replayed, as far as we looked; forgets what everybody replayed. */
    long behindNanos(long nanos, long replayed) {
        while (!marks.isEmpty() && marks.getFirst().written() <= replayed) {
            marks.removeFirst();
        }
        return marks.isEmpty() ? 0 : nanos - marks.getFirst().nanos();
    }
}
