package dev.orgpurge.purge;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How fast a run may go, and what it waits for. All of it can be changed while the run is at work.
 *
 * @param targetChunk how long a chunk's transaction should take
 * @param workers connections that delete side by side
 * @param rowsPerSecond rows that all workers together delete at most; null: no bound
 * @param niceRatio pause after a chunk, in times of what the chunk took
 * @param replicaLag a replica further behind than that is waited for; null: never
 * @param walBacklog bytes of log that a slot or the archiver may hold back; null: any number
 * @param xminAge transactions since the oldest one whose rows may not be cleaned up; null: any number
 * @param blockedSessions that many sessions that wait for our locks are too many; null: none are
 * @param autovacuum wait while a vacuum works on the table that is deleted from
 */
public record Pacing(
        Duration targetChunk,
        int workers,
        @Nullable Long rowsPerSecond,
        BigDecimal niceRatio,
        @Nullable Duration replicaLag,
        @Nullable Long walBacklog,
        @Nullable Long xminAge,
        @Nullable Integer blockedSessions,
        boolean autovacuum) {

    private static final Duration USUAL_LAG = Duration.ofSeconds(10);
    private static final long USUAL_BACKLOG = 10L << 30;

    /** Waits for nothing. */
    public static Pacing unbound(Duration targetChunk, int workers) {
        return new Pacing(targetChunk, workers, null, BigDecimal.ZERO, null, null, null, null, false);
    }

    /**
     * What holds if nothing else is configured: waits for what would hurt others, replicas that get stale, a disk that fills,
     * sessions that stand behind us; not for what only makes the purge itself dearer.
     */
    public static Pacing usual(Duration targetChunk, int workers) {
        return new Pacing(targetChunk, workers, null, BigDecimal.ZERO, USUAL_LAG, USUAL_BACKLOG, null, 1, false);
    }

    /** This one with some settings changed; those that cannot be read, perhaps of another version, are left as they are. */
    Pacing with(Map<PaceSetting, String> changes) {
        Pacing changed = this;
        for (Map.Entry<PaceSetting, String> change : changes.entrySet()) {
            changed = change.getKey().in(changed, change.getValue()).orElse(changed);
        }
        return changed;
    }

    Map<PaceSetting, String> texts() {
        Map<PaceSetting, String> texts = new EnumMap<>(PaceSetting.class);
        for (PaceSetting setting : PaceSetting.values()) {
            texts.put(setting, setting.of(this));
        }
        return texts;
    }

    Pacing withTargetChunk(Duration value) {
        return new Pacing(
                value, workers, rowsPerSecond, niceRatio, replicaLag, walBacklog, xminAge, blockedSessions, autovacuum);
    }

    Pacing withWorkers(int value) {
        return new Pacing(
                targetChunk,
                value,
                rowsPerSecond,
                niceRatio,
                replicaLag,
                walBacklog,
                xminAge,
                blockedSessions,
                autovacuum);
    }

    Pacing withRowsPerSecond(@Nullable Long value) {
        return new Pacing(
                targetChunk, workers, value, niceRatio, replicaLag, walBacklog, xminAge, blockedSessions, autovacuum);
    }

    Pacing withNiceRatio(BigDecimal value) {
        return new Pacing(
                targetChunk,
                workers,
                rowsPerSecond,
                value,
                replicaLag,
                walBacklog,
                xminAge,
                blockedSessions,
                autovacuum);
    }

    Pacing withReplicaLag(@Nullable Duration value) {
        return new Pacing(
                targetChunk,
                workers,
                rowsPerSecond,
                niceRatio,
                value,
                walBacklog,
                xminAge,
                blockedSessions,
                autovacuum);
    }

    Pacing withWalBacklog(@Nullable Long value) {
        return new Pacing(
                targetChunk,
                workers,
                rowsPerSecond,
                niceRatio,
                replicaLag,
                value,
                xminAge,
                blockedSessions,
                autovacuum);
    }

    Pacing withXminAge(@Nullable Long value) {
        return new Pacing(
                targetChunk,
                workers,
                rowsPerSecond,
                niceRatio,
                replicaLag,
                walBacklog,
                value,
                blockedSessions,
                autovacuum);
    }

    Pacing withBlockedSessions(@Nullable Integer value) {
        return new Pacing(
                targetChunk, workers, rowsPerSecond, niceRatio, replicaLag, walBacklog, xminAge, value, autovacuum);
    }

    public Pacing withAutovacuum(boolean value) {
        return new Pacing(
                targetChunk,
                workers,
                rowsPerSecond,
                niceRatio,
                replicaLag,
                walBacklog,
                xminAge,
                blockedSessions,
                value);
    }
}
