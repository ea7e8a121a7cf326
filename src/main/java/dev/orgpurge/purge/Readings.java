package dev.orgpurge.purge;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the server said when it was asked; a signal that nobody wanted to know is absent.
 *
 * @param number counts on with every answer
 */
record Readings(
        long number,
        @Nullable Lag lag,
        @Nullable Held backlog,
        @Nullable Held xmin,
        @Nullable Integer blocked,
        Set<String> vacuumed,
        @Nullable Probe probe) {

    /** PostgreSQL's predefined role that sees other sessions (manual, section 22.5); pg_monitor includes it. */
    private static final String SEEING = "pg_read_all_stats";

    /**
     * How far replicas are behind.
     *
     * @param unseen replicas of which this role may not see it
     * @param missing names that are configured and not connected
     */
    record Lag(int replicas, int unseen, List<String> missing, Duration behind) {}

    /** An amount, and who is to blame for it. */
    record Held(long amount, String by) {}

    /** @param failure null: it was answered; else a SQLSTATE */
    record Probe(@Nullable Boolean answer, @Nullable String failure) {}

    /** What speaks against a chunk now; what is unknown does. */
    Optional<Obstacle> against(Pacing pacing, Set<String> tables) {
        return all(pacing, tables).stream().findFirst();
    }

    List<Obstacle> all(Pacing pacing, Set<String> tables) {
        return Stream.of(
                        lag(pacing),
                        held(WaitReason.WAL_BACKLOG, backlog, pacing.walBacklog()),
                        held(WaitReason.XMIN_AGE, xmin, pacing.xminAge()),
                        blocked(pacing),
                        vacuumed(pacing, tables),
                        probed())
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Obstacle> lag(Pacing pacing) {
        Duration limit = pacing.replicaLag();
        if (limit == null) {
            return Optional.empty();
        }
        if (lag == null) {
            return unknown(WaitReason.REPLICA_LAG, "replica lag");
        }
        if (lag.unseen() > 0) {
            return obstacle(
                    WaitReason.REPLICA_LAG,
                    "replica lag unknown: this role may not see it; grant " + SEEING
                            + " to it, or switch the signal off with replica-lag off");
        }
        if (!lag.missing().isEmpty()) {
            return obstacle(
                    WaitReason.REPLICA_LAG,
                    "replica lag unknown: " + lag.missing().size()
                            + " of the replicas named in orgpurge.throttle.replicas" + " are not connected");
        }
        return lag.behind().compareTo(limit) > 0
                ? obstacle(
                        WaitReason.REPLICA_LAG, "replica lag " + lag.behind().toSeconds() + "s > " + Amount.text(limit))
                : Optional.empty();
    }

    private static Optional<Obstacle> held(WaitReason reason, @Nullable Held held, @Nullable Long limit) {
        if (limit == null) {
            return Optional.empty();
        }
        boolean bytes = reason == WaitReason.WAL_BACKLOG;
        if (held == null) {
            return unknown(reason, bytes ? "WAL backlog" : "oldest xmin");
        }
        if (held.amount() <= limit) {
            return Optional.empty();
        }
        return obstacle(
                reason,
                bytes
                        ? "WAL backlog " + Amount.about(held.amount()) + " > " + Amount.size(limit) + " (" + held.by()
                                + ")"
                        : "oldest xmin " + held.amount() + " transactions old > " + limit + " (" + held.by() + ")");
    }

    private Optional<Obstacle> blocked(Pacing pacing) {
        Integer limit = pacing.blockedSessions();
        if (limit == null) {
            return Optional.empty();
        }
        if (blocked == null) {
            return unknown(WaitReason.BLOCKED_SESSIONS, "blocked sessions");
        }
        return blocked >= limit
                ? obstacle(
                        WaitReason.BLOCKED_SESSIONS,
                        blocked + (blocked == 1 ? " session waits" : " sessions wait") + " for our locks")
                : Optional.empty();
    }

    private Optional<Obstacle> vacuumed(Pacing pacing, Set<String> tables) {
        return pacing.autovacuum()
                ? tables.stream()
                        .filter(vacuumed::contains)
                        .sorted()
                        .findFirst()
                        .flatMap(table -> obstacle(WaitReason.AUTOVACUUM, "a vacuum works on " + table))
                : Optional.empty();
    }

    private Optional<Obstacle> probed() {
        if (probe == null || Boolean.FALSE.equals(probe.answer())) {
            return Optional.empty();
        }
        if (probe.failure() != null) {
            return obstacle(WaitReason.PROBE, "the probe failed with SQLSTATE " + probe.failure());
        }
        return obstacle(
                WaitReason.PROBE,
                probe.answer() == null ? "the probe answered neither true nor false" : "the probe says wait");
    }

    private static Optional<Obstacle> unknown(WaitReason reason, String what) {
        return obstacle(reason, what + " not asked yet");
    }

    private static Optional<Obstacle> obstacle(WaitReason reason, String why) {
        return Optional.of(new Obstacle(reason, why));
    }
}
