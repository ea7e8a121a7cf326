package dev.orgpurge.purge;

import java.time.Duration;

/** How many keys a chunk takes: grows slowly while chunks are fast, halves at once when one is slow or fails. */
final class Pace {

    /** Small chunks of keys beat large ones (cache): measured best at about that many rows. */
    private static final double FIRST_ROWS = 3_000;

    /** Where keys are gone through, larger chunks than that bring little more; with the last step up, below {@link SliceStore#GIANT_ROWS}. */
    private static final long MANY_ROWS = 15_000;

    private static final int FIRST_KEYS = 500;

    private static final int MOST_KEYS = 4_000;

    /** A chunk of fewer keys and rows than that is slow for another reason, and would be as slow with one. */
    private static final int FEW = 100;

    private final int largest;
    private final long manyRows;
    private long targetNanos;
    private int width;

    private Pace(Duration target, int first, int largest, long manyRows) {
        this.targetNanos = target.toNanos();
        this.width = first;
        this.largest = largest;
        this.manyRows = manyRows;
    }

    /** @param perKey rows that one key stands for, on average */
    static Pace ofKeys(Duration target, double perKey) {
        int first = (int) Math.max(1, Math.min(FIRST_KEYS, FIRST_ROWS / perKey));
        return new Pace(target, first, MOST_KEYS, MANY_ROWS);
    }

    /** Rows below one parent rather than parents: neighbours, which cost less each. */
    static Pace ofRows(Duration target) {
        return new Pace(target, 10_000, 100_000, Long.MAX_VALUE);
    }

    /** Blocks of a table, of some ten rows each. */
    static Pace ofBlocks(Duration target) {
        return new Pace(target, 500, 10_000, Long.MAX_VALUE);
    }

    /** Begins where somebody else ended; 0: nobody did. */
    void goOn(int before) {
        if (before > 0) {
            width = Math.min(largest, before);
        }
    }

    /** How long a chunk should take from now on. */
    void aim(Duration target) {
        targetNanos = target.toNanos();
    }

    int width() {
        return width;
    }

    void took(Duration duration, long rows) {
        if (duration.toNanos() > targetNanos) {
            if (Math.max(width, rows) > FEW) {
                halve();
            }
        } else if (duration.toNanos() < targetNanos / 4 && rows < manyRows) {
            width = Math.min(largest, width + Math.max(1, width / 4));
        }
    }

    void halve() {
        width = Math.max(1, width / 2);
    }
}
