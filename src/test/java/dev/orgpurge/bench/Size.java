package dev.orgpurge.bench;

import java.time.Duration;

/** How much data: rows of the scenarios that are about rows, before a half or a fifth of them goes. */
enum Size {
    /** For tests of the benchmark itself. */
    TINY(2_000, Duration.ofMillis(200)),
    QUICK(200_000, Duration.ofSeconds(3)),
    MEDIUM(1_000_000, Duration.ofSeconds(10)),
    FULL(5_000_000, Duration.ofSeconds(30));

    private final int rows;
    private final Duration idle;

    Size(int rows, Duration idle) {
        this.rows = rows;
        this.idle = idle;
    }

    /** How long writers are watched alone. */
    Duration idle() {
        return idle;
    }

    int rows() {
        return rows;
    }
}
