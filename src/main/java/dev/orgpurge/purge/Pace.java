package dev.orgpurge.purge;

import java.time.Duration;

/** How many keys a chunk takes: grows slowly while chunks are fast, halves at once when one is slow or fails. */
final class Pace {

    /** Small chunks beat large ones (cache): measured best at about that many rows. */
    private static final double FIRST_ROWS = 3_000;

    /** Larger ones bring nothing more. */
    private static final long MANY_ROWS = 8_000;

    private static final int FIRST = 500;

    private static final int LARGEST = 4_000;

    /** A chunk of fewer keys and rows than that is slow for another reason, and would be as slow with one. */
    private static final int FEW = 100;

    private long targetNanos;
    private int width;

    private Pace(Duration target, int width) {
        this.targetNanos = target.toNanos();
        this.width = width;
    }

    /** @param perKey rows that one key stands for, on average */
    static Pace ofKeys(Duration target, double perKey) {
        return new Pace(target, (int) Math.max(1, Math.min(FIRST, FIRST_ROWS / perKey)));
    }

    /** Rows below one parent rather than parents. */
    static Pace ofRows(Duration target) {
        return new Pace(target, LARGEST);
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
        } else if (duration.toNanos() < targetNanos / 4 && rows < MANY_ROWS) {
            width = Math.min(LARGEST, width + Math.max(1, width / 4));
        }
    }

    void halve() {
        width = Math.max(1, width / 2);
    }
}
