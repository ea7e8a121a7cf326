package dev.orgpurge.purge;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a run and the nights before it stand, in numbers that name nobody.
 *
 * @param everyone the run is a night: for everyone who is due
 * @param lastSuccess when the last night of the run's mode ended that left nothing undone and nothing failed; null: none has
 * @param candidates the run's candidates by verdict and first reason; empty until they are selected
 * @param overdue organizations that were due in the last executing night, are not held, and are still there
 * @param oldestDue since when the first of them is due; null: there is none
 * @param failingRepeatedly organizations that failed in each of the last three executing nights
 */
public record RunFigures(
        boolean everyone,
        @Nullable Instant lastSuccess,
        List<Candidates> candidates,
        long overdue,
        @Nullable Instant oldestDue,
        long failingRepeatedly) {

    public RunFigures {
        candidates = List.copyOf(candidates);
    }

    /**
     * How many of them.
     *
     * @param reason the first reason's code of blocked ones; null for eligible ones
     */
    public record Candidates(boolean eligible, @Nullable String reason, long organizations) {}
}
