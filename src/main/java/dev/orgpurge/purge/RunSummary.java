package dev.orgpurge.purge;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A run at a glance.
 *
 * @param rows rows deleted so far, or counted by a rehearsal
 * @param organizations candidates it looked at
 */
public record RunSummary(
        UUID runId,
        Mode mode,
        RunStatus status,
        String planDigest,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long organizations,
        long rows) {}
